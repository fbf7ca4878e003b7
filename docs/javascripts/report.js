/* On a report: what a number leads to, shown at the number; a claim that is linked to opens; BibTeX is copied.
   Without it every number is a link to the same place, and the BibTeX can be selected. */
(() => {
  "use strict";
  const article = document.querySelector(".md-content__inner");
  if (!article || !document.getElementById("answer")) return;

  /* --- what a number leads to ------------------------------------------------------------------------------------ */

  const peek = document.createElement("div");
  peek.id = "cb-peek";
  peek.className = "cb-peek";
  peek.setAttribute("role", "tooltip");
  peek.hidden = true;
  document.body.append(peek);
  let owner = null;
  let leaving = 0;

  /* The element that the fragment of an address names; null where it names none or is no encoded text. */
  const named = (hash) => {
    try {
      return document.getElementById(decodeURIComponent(hash.slice(1)));
    } catch {
      return null;
    }
  };

  const told = (link) => {
    const target = named(link.hash);
    if (!target) return "";
    const claim = target.closest(".cb-claim");
    if (claim) return claim.querySelector("summary").innerText;
    if (target.matches("tr")) return [...target.cells].map((cell) => cell.textContent.trim()).join(" \u00b7 ");
    if (target.matches(".cb-references li")) return target.querySelector("p").innerText;
    return target.matches("li") ? target.innerText : "";
  };

  const hide = () => {
    clearTimeout(leaving);
    peek.hidden = true;
    if (owner) {
      owner.removeAttribute("aria-describedby");
      if (owner.dataset.title) owner.title = owner.dataset.title;
    }
    owner = null;
  };

  const show = (link) => {
    clearTimeout(leaving);
    if (owner === link) return;
    hide();
    const text = told(link);
    if (!text) return;
    owner = link;
    if (link.title) link.dataset.title = link.title;
    link.removeAttribute("title");
    link.setAttribute("aria-describedby", peek.id);
    peek.textContent = text;
    peek.hidden = false;
    const at = link.getBoundingClientRect();
    const wide = document.documentElement.clientWidth;
    const left = Math.max(8, Math.min(at.left, wide - peek.offsetWidth - 8));
    const below = at.bottom + peek.offsetHeight + 8 < window.innerHeight;
    peek.style.left = `${left + window.scrollX}px`;
    peek.style.top = `${(below ? at.bottom + 4 : at.top - peek.offsetHeight - 4) + window.scrollY}px`;
  };

  const numbered = (node) => node instanceof Element && node.closest('a[href^="#"]:not(.headerlink)');
  const leave = () => {
    clearTimeout(leaving);
    leaving = setTimeout(hide, 200);
  };
  article.addEventListener("pointerover", (event) => {
    const link = event.pointerType === "mouse" && numbered(event.target);
    if (link) show(link);
    else if (owner && owner !== document.activeElement) leave();
  });
  article.addEventListener("focusin", (event) => {
    const link = numbered(event.target);
    if (link) show(link);
    else hide();
  });
  article.addEventListener("focusout", hide);
  peek.addEventListener("pointerenter", () => clearTimeout(leaving));
  peek.addEventListener("pointerleave", leave);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });

  /* --- a claim, a figure or an excluded work that is linked to opens ---------------------------------------------- */

  const open = () => {
    const target = named(location.hash);
    if (!target || !article.contains(target)) return;
    let shut = false;
    for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) {
      shut = shut || !box.open;
      box.open = true;
    }
    if (shut) target.scrollIntoView();
  };
  window.addEventListener("hashchange", open);
  open();

  /* --- copying --------------------------------------------------------------------------------------------------- */

  /* A button, and beside it what became of it: said to people who hear the page, too. */
  const button = (name, text) => {
    const made = document.createElement("button");
    const said = document.createElement("span");
    made.type = "button";
    made.className = "cb-button";
    made.textContent = name;
    said.className = "cb-quiet";
    said.setAttribute("role", "status");
    made.addEventListener("click", async () => {
      said.textContent = "";
      try {
        await navigator.clipboard.writeText(await text());
        said.textContent = " Copied.";
      } catch {
        said.textContent = " Not copied: select the text instead.";
      }
    });
    const both = document.createElement("span");
    both.append(made, said);
    return both;
  };
  for (const box of article.querySelectorAll(".cb-copy")) {
    box.after(button("Copy BibTeX of this report", () => box.querySelector("pre").textContent));
  }
  for (const link of article.querySelectorAll('a[href="references.bib"]')) {
    const fetched = async () => (await fetch(link.href)).text();
    link.parentElement.append(" ", button("Copy BibTeX of the works", fetched));
  }
})();
