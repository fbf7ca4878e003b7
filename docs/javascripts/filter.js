/* The filter above the claims and the bibliography: what a reader asks for, found in the site's own index.
   Without it, or should the index not come, the static page stays as it is. No framework, no request to another site,
   nothing that a strict Content-Security-Policy forbids: rows are built from elements and texts, never from HTML.

   The index (api/index/…) is a list of shards and the words for their numbers; a shard holds columns. Shards are fetched
   when a filter may have rows in them, and kept. What is asked for stands in the address, under names that the theme's own
   search does not take for its own ("q" it would).

   The head loads this script as soon as it can be had, before the theme's: what the address asks for is fetched while the
   page is still being read and laid out, and the filter starts once the form is there. */
(async function () {
  "use strict";

  const ROWS = 50; // rows on a page of results
  const QUIET = 300; // milliseconds without a key until the count is announced
  const WIDE = 65536; // 2 to the 16th, more than a shard has rows: shard * WIDE + row names a row

  if (!window.fetch || !window.URLSearchParams || !Element.prototype.replaceChildren) return;

  const { kind: sort, root: way, index: list } = document.currentScript.dataset;
  const root = new URL(way, location.href);
  const source = new URL(list, location.href);

  // --- elements ----------------------------------------------------------------------------------------------------

  function element(name, given, ...children) {
    const made = Object.assign(document.createElement(name), given);
    made.append(...children);
    return made;
  }

  function mark([, word, shape, tone, definition]) {
    const sign = element("span", { className: "cb-shape", textContent: shape });
    sign.setAttribute("aria-hidden", "true");
    return element("span", { className: `cb-badge cb-badge--${tone}`, title: definition }, sign, ` ${word}`);
  }

  const link = (href, text) => element("a", { href: new URL(href, root).href, textContent: text });
  const quiet = (text) => element("span", { className: "cb-quiet", textContent: text });
  const kind = ([, word, , , definition]) => element("span", { className: "cb-kind", textContent: word, title: definition });
  function folded(links) {
    if (links.length === 1) return links[0];
    const list = element("ul", { className: "cb-plain" }, ...links.map((one) => element("li", {}, one)));
    return element("details", { className: "cb-more" }, element("summary", { textContent: `${links.length} reports` }), list);
  }
  const all = (value) => (Array.isArray(value) ? value : [value]);

  // --- the two indexes: which words are searched, which rows belong to a report, how a row looks ---------------------

  const INDEXES = {
    claims: {
      words: (shard, at) => `${shard.text[at]} ${shard.works[shard.work[at]][0]}`,
      // A report is asked for by its topic, its address or words of its title: told once a shard, not once a row.
      reports: (shard, want, topics) => {
        if (!want.topic && !want.report) return null;
        const topic = topics.findIndex(([value]) => value === want.topic);
        const title = want.report.toLowerCase().split(/\s+/);
        return shard.reports.map(
          ([slug, name, tags]) =>
            (!want.topic || tags.includes(topic)) &&
            (slug === want.report || title.every((word) => name.toLowerCase().includes(word)))
        );
      },
      cells: (shard, at, words) => {
        const place = ([slug]) => `reports/${encodeURIComponent(slug)}/#${encodeURIComponent(shard.id[at])}`;
        const reports = all(shard.report[at]).map((one) => shard.reports[one]);
        const [work, title] = shard.works[shard.work[at]];
        const sure = shard.confidence[at];
        const standing = element("span", {}, mark(words.status[shard.status[at]]));
        if (sure !== null) standing.append(" ", quiet(`confidence ${(sure / 100).toFixed(2)}`));
        return [
          element("span", {}, link(place(reports[0]), shard.text[at]), " ", kind(words.kind[shard.kind[at]])),
          standing,
          element("span", { textContent: work, title }),
          folded(reports.map((report) => link(place(report), report[1]))),
        ];
      },
    },
    works: {
      words: (shard, at) => `${shard.title[at]} ${shard.authors[at]} ${shard.venue[at]} ${shard.year[at]}`,
      reports: () => null,
      cells: (shard, at, words) => {
        const page = shard.page[at] === 1 ? "bibliography/" : `bibliography/${shard.page[at]}/`;
        const type = element("span", {}, kind(words.type[shard.type[at]]));
        const [notice] = words.notice[shard.notice[at]];
        if (notice !== "none") type.append(" ", mark(words.notice[shard.notice[at]]));
        return [
          element("span", {}, link(`${page}#${encodeURIComponent(shard.id[at])}`, shard.title[at])),
          element("span", { textContent: `${shard.authors[at]} (${shard.year[at]})` }),
          element("span", { textContent: shard.venue[at] }),
          type,
          element("span", { textContent: shard.uses[at] === 0 ? "left out" : String(shard.uses[at]) }),
        ];
      },
    },
  };
  const index = INDEXES[sort];

  // --- the index, fetched when it is asked for -----------------------------------------------------------------------

  const held = new Map(); // address → promise of the answer, on its way before anybody reads it
  const read = new Map(); // address → promise of what stands there

  /* The promise that `kept` has for an address, else a new one; one that fails is forgotten, and the next try asks again. */
  function once(kept, address, ask) {
    if (!kept.has(address)) {
      const coming = ask(address);
      coming.catch(() => [held, read].forEach((one) => one.delete(address)));
      kept.set(address, coming);
    }
    return kept.get(address);
  }

  const fetched = (address) =>
    once(held, address, async () => {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`.trim());
      return answer;
    });
  const parsed = (address) => once(read, address, async () => (await fetched(address)).json());

  function open(shard) {
    book.columns.forEach((name, at) => (shard[name] = shard.rows[at]));
    shard.low = shard.id.map((_, at) => index.words(shard, at).toLowerCase());
  }

  /* Which value of each facet is asked for, as its number; -1 for one that the index does not have. */
  function chosen(book, want) {
    const numbers = {};
    for (const [name, values] of Object.entries(book.facets))
      if (want[name]) numbers[name] = values.findIndex(([value]) => value === want[name]);
    return numbers;
  }

  /* The addresses of the shards that may have rows with these values, which are fetched; one that cannot is not. */
  function shards(book, numbers) {
    const due = book.shards.filter(({ has }) => Object.entries(numbers).every(([name, value]) => has[name].includes(value)));
    const addresses = due.map(({ address }) => new URL(address, source).href);
    addresses.forEach(fetched);
    return addresses;
  }

  const books = () => parsed(source.href);

  /* Whatever the address asks for is on its way before there is a form to show it; what fails is asked for again. */
  const first = Object.fromEntries(Array.from(new URLSearchParams(location.search), ([name, value]) => [name, value.trim()]));
  if (Object.values(first).some(Boolean))
    books()
      .then((book) => shards(book, chosen(book, first)))
      .catch(() => {});

  // --- the form: there before the rest of the page is read -----------------------------------------------------------

  const present = () =>
    new Promise((resolve) => {
      const look = () => {
        const found = document.querySelector(".cb-filter");
        if (!found || !(found.nextElementSibling || document.readyState !== "loading")) return;
        reading.disconnect();
        resolve(found);
      };
      const reading = new MutationObserver(look);
      reading.observe(document, { childList: true, subtree: true });
      look();
    });

  const frame = await present();
  const form = frame.querySelector("form");
  const results = frame.querySelector(".cb-results");
  const body = results.querySelector("tbody");
  const headings = Array.from(results.querySelectorAll("thead th"), (cell) => cell.textContent);
  const range = results.querySelector(".cb-range");
  const status = frame.querySelector("[role=status]");
  const buttons = results.querySelectorAll("button[data-step]");
  const { invitation, noun } = form.dataset;
  const fields = Array.from(form.elements).filter((field) => field.name);

  // --- what is asked for ---------------------------------------------------------------------------------------------

  let page = 1;
  let turn = 0; // the newest question; older ones that still wait give up
  let hits = [];
  let shown = []; // the shards that `hits` speaks of
  let done = null; // what `hits` is the whole answer to
  let book = null;
  let announced = 0;

  function wanted() {
    const want = { words: "", topic: "", report: "", confidence: "" };
    for (const field of fields) want[field.name] = field.value.trim();
    want.typed = want.words.toLowerCase();
    want.words = want.typed.split(/\s+/).filter(Boolean);
    const least = Number(want.confidence);
    want.least = want.confidence && least > 0 ? Math.round(least * 100) : 0;
    return want;
  }

  const asks = () => fields.some((field) => field.value.trim());

  function readAddress() {
    const given = new URLSearchParams(location.search);
    for (const field of fields) {
      const value = given.get(field.name) || "";
      field.value = field.type === "number" && Number.isNaN(Number(value)) ? "" : value;
    }
    page = Math.max(1, Math.floor(Number(given.get("page"))) || 1);
  }

  function writeAddress(how) {
    const given = new URLSearchParams();
    for (const field of fields) if (field.value.trim()) given.set(field.name, field.value.trim());
    if (page > 1) given.set("page", String(page));
    const query = given.toString();
    history[how](null, "", location.pathname + (query ? `?${query}` : "") + location.hash);
  }

  function pick(shard, number, want, numbers, found) {
    const facets = Object.entries(numbers).filter(([name]) => name !== "topic");
    const columns = facets.map(([name]) => shard[name]);
    const values = facets.map(([, value]) => value);
    const reports = index.reports(shard, want, book.facets.topic || []);
    const { words, least } = want;
    const { low, confidence, report } = shard;
    rows: for (let at = 0; at < low.length; at++) {
      for (let one = 0; one < columns.length; one++) if (columns[one][at] !== values[one]) continue rows;
      if (least && !(confidence[at] !== null && confidence[at] >= least)) continue;
      if (reports && !all(report[at]).some((one) => reports[one])) continue;
      for (let one = 0; one < words.length; one++) if (!low[at].includes(words[one])) continue rows;
      found.push(number * WIDE + at);
    }
  }

  /* The same question with more letters: what matches it matched already, so only the hits are looked at again. */
  function narrowed(want, others) {
    if (!done || done.others !== others || !done.typed || !want.typed.startsWith(done.typed)) return null;
    return hits.filter((hit) => {
      const text = shown[hit >> 16].low[hit & (WIDE - 1)];
      return want.words.every((word) => text.includes(word));
    });
  }

  // --- what is shown -------------------------------------------------------------------------------------------------

  /* The rows in the place of the static page, which stands behind the filter. */
  function swap(filtered) {
    frame.classList.toggle("cb-filter--on", filtered);
    results.hidden = !filtered;
  }

  function say(text, atOnce) {
    clearTimeout(announced);
    if (atOnce) status.textContent = text;
    else announced = setTimeout(() => (status.textContent = text), QUIET);
  }

  const counted = (number) => `${number.toLocaleString("en")} of ${book.total.toLocaleString("en")} ${noun}`;

  function paint(whole) {
    const pages = Math.max(1, Math.ceil(hits.length / ROWS));
    if (whole) page = Math.min(page, pages);
    const first = (page - 1) * ROWS;
    const part = hits.slice(first, first + ROWS);
    body.replaceChildren(
      ...part.map((hit) => {
        const cells = index.cells(shown[hit >> 16], hit & (WIDE - 1), book.facets);
        return element(
          "tr",
          {},
          ...cells.map((cell, at) => {
            const made = element("td", {}, cell);
            made.dataset.label = headings[at];
            return made;
          })
        );
      })
    );
    range.textContent = part.length ? `Rows ${first + 1} to ${first + part.length}${whole ? ` of ${hits.length}` : ""}` : "";
    for (const button of buttons) {
      const there = page + Number(button.dataset.step);
      button.disabled = there < 1 || there > pages;
    }
    results.setAttribute("aria-busy", String(!whole));
  }

  async function run(atOnce) {
    const mine = ++turn;
    if (!asks()) {
      swap(false);
      say(invitation, atOnce);
      return;
    }
    swap(true); // at once: what is not asked for is not shown first
    results.setAttribute("aria-busy", "true");
    try {
      book = await books();
      if (mine !== turn) return;
      const want = wanted();
      const others = fields.map((field) => (field.name === "words" ? "" : field.value.trim())).join("\n");
      const fewer = narrowed(want, others);
      done = null;
      if (fewer) hits = fewer;
      else if (!(await looked(want, mine))) return;
      done = { others, typed: want.typed };
      paint(true);
      say(
        hits.length ? `${counted(hits.length)} match.` : `No match among ${book.total.toLocaleString("en")} ${noun}.`,
        atOnce
      );
    } catch (error) {
      if (mine !== turn) return;
      swap(false);
      say(`The filter cannot be used now: its index did not load (${error.message}). The page below shows everything.`, true);
    }
  }

  /* Until what was changed is on the screen, if there is one. */
  const seen = () =>
    new Promise((resolve) => {
      setTimeout(resolve, QUIET);
      requestAnimationFrame(() => setTimeout(resolve));
    });

  /* Looks through every shard that may have a match; false where a newer question came meanwhile. */
  async function looked(want, mine) {
    const numbers = chosen(book, want);
    const due = shards(book, numbers);
    const found = [];
    const opened = [];
    let drawn = 0;
    for (let at = 0; at < due.length; at++) {
      opened.push(await parsed(due[at]));
      if (mine !== turn) return false;
      const fresh = !opened[at].low;
      if (fresh) open(opened[at]);
      pick(opened[at], at, want, numbers, found);
      // The first rows of this page, and all of them, are known before the count is.
      const rows = Math.min(found.length - (page - 1) * ROWS, ROWS);
      if (at + 1 < due.length && rows > drawn && (drawn === 0 || rows === ROWS)) {
        drawn = rows;
        [hits, shown] = [found, opened];
        paint(false);
        if (fresh) await seen();
        if (mine !== turn) return false;
      }
    }
    [hits, shown] = [found, opened];
    return true;
  }

  function turnPage(step) {
    page += step;
    writeAddress("pushState");
    paint(true);
    results.focus();
    results.scrollIntoView({ block: "start" });
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    page = 1;
    writeAddress("replaceState");
    run(false);
  });
  form.addEventListener("reset", () => {
    setTimeout(() => {
      page = 1;
      writeAddress("replaceState");
      run(true);
    });
  });
  for (const button of buttons) button.addEventListener("click", () => turnPage(Number(button.dataset.step)));
  window.addEventListener("popstate", () => {
    readAddress();
    run(true);
  });

  form.querySelector("fieldset").disabled = false;
  readAddress();
  run(true);
})();
