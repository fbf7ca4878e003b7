"""The JSON Schemas of questions, defaults, disputes, report.json and version.json; and the record of the defaults.

Beside `records`, which validates against the same models. It returns text and data; it must not write (`claimbook
schema` does), nor say of a key what `generator.schema` does not say.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import create_model
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from generator import schema
from generator.schema import Question

DEFAULT_KEYS = ("years", "types", "languages", "sources", "limits", "store_text", "owners", "tags")

# Made of Question's own fields, so that a default can never mean something else than the key that it stands in for.
_DEFAULT_FIELDS: dict[str, Any] = {
    key: (Question.model_fields[key].annotation, Question.model_fields[key]) for key in DEFAULT_KEYS
}
DefaultKeys: type[schema.Record] = create_model(
    "Defaults",
    __base__=schema.Record,
    __doc__="Site-wide defaults for the keys that a question leaves out.",
    **_DEFAULT_FIELDS,
)


class _PlainSchema(GenerateJsonSchema):
    """Pydantic's JSON Schema without the titles that it makes up for fields."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002, ANN401 - pydantic's signature
        return False

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        """A pattern that reads text stripped, as we do: a block of YAML ends in a line break."""
        words = super().str_schema(schema)
        if self.mode == "validation" and schema.get("strip_whitespace") and "pattern" in words:
            words["pattern"] = rf"{words['pattern'].removesuffix('$')}\s*$"
        return words


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a question file: a Question without the slug, which the file's name gives."""
    whole = Question.model_json_schema(schema_generator=_PlainSchema)
    whole["properties"] = {key: part for key, part in whole["properties"].items() if key != "slug"}
    whole["required"] = [key for key in whole["required"] if key != "slug"]
    whole["properties"]["question"]["pattern"] = r"\?\s*$"
    whole["$defs"]["Facets"]["minProperties"] = 1
    return _published(whole, "question", "A Claimbook question")


def defaults_json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of questions/_defaults.yml."""
    return _published(DefaultKeys.model_json_schema(schema_generator=_PlainSchema), "defaults", "Claimbook defaults")


def dispute_json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a dispute's file: a Dispute without the name, which the file's gives."""
    whole = schema.Dispute.model_json_schema(schema_generator=_PlainSchema)
    whole["properties"] = {key: part for key, part in whole["properties"].items() if key != "name"}
    whole["required"] = [key for key in whole["required"] if key != "name"]
    return _published(whole, "dispute", "A dispute of a claim")


def report_json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of report.json, as it is published (aliases for names, decimals as text)."""
    whole = schema.Report.model_json_schema(mode="serialization", schema_generator=_PlainSchema)
    return _published(whole, "report", "A Claimbook report")


def preview_json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the summary of a pull request's preview."""
    whole = schema.Preview.model_json_schema(mode="serialization", schema_generator=_PlainSchema)
    return _published(whole, "preview", "The summary of a pull request's preview")


def version_json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of version.json, the record of a report's version."""
    whole = schema.Edition.model_json_schema(mode="serialization", schema_generator=_PlainSchema)
    return _published(whole, "version", "A recorded version of a Claimbook report")


def schema_files() -> dict[str, str]:
    """Name and text of every file of docs/schema."""
    parts = {
        "question": json_schema(),
        "defaults": defaults_json_schema(),
        "dispute": dispute_json_schema(),
        "report": report_json_schema(),
        "preview": preview_json_schema(),
        "version": version_json_schema(),
    }
    return {
        f"{name}.json": json.dumps(part, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        for name, part in sorted(parts.items())
    }


def _published(whole: dict[str, Any], name: str, title: str) -> dict[str, Any]:
    return {**whole, "$schema": GenerateJsonSchema.schema_dialect, "$id": f"schema/{name}.json", "title": title}
