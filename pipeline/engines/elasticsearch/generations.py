"""Generations: indices NAME-000001 and so on behind a read alias NAME, which shows live articles, and NAME-write.

What a generation is stands in its mapping's ``_meta``: the corpus it belongs to, the round it has reached, the
mapping it was made with, and whether it has served. So nothing about it is kept anywhere else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from elasticsearch import Elasticsearch

from pipeline.engines.elasticsearch import mapping
from pipeline.engines.elasticsearch.client import told
from pipeline.errors import EngineError, UsageError

LIVE: Final = {"bool": {"must_not": [{"term": {"retired": True}}, {"term": {"withdrawn": True}}]}}
"""The read alias's filter: tombstones are there to hold back old rows, not to be found."""

WANTED: Final = {"index": ["create_index", "manage", "read", "write"], "cluster": ["monitor"]}
"""The privileges that a run needs; making templates also takes ``manage_index_templates``."""


@dataclass(frozen=True, slots=True)
class Generation:
    """One index of the name. ``reads`` and ``writes``: whether the aliases point to it; ``served``: they ever did,
    and ``previous``: to which before. ``closed``: the server answers nothing from it and takes nothing in."""

    index: str
    number: int
    corpus: str
    position: int
    mapping: str
    served: bool = False
    previous: str = ""
    reads: bool = False
    writes: bool = False
    closed: bool = False

    @property
    def serves(self) -> bool:
        """Whether it is the one that both aliases point to."""
        return self.reads and self.writes


class Generations:
    """All generations of ``name`` for the corpus ``corpus_id``. Every method may raise EngineError."""

    def __init__(self, client: Elasticsearch, where: str, name: str, corpus_id: str) -> None:
        if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{,199}", name) or name.endswith("-write"):
            raise UsageError(
                f"{name!r} cannot name an index: expected small letters, digits, - . and _, at most 200 of them, and "
                "no -write at the end"
            )
        self.client, self.where, self.name, self.corpus_id = client, where, name, corpus_id
        self.write = f"{name}-write"

    # ------------------------------------------------------------ what is there

    def found(self) -> list[Generation]:
        """The generations, oldest first."""
        with told(self.where, f"reading the indices of {self.name}"):
            # A wildcard, so that none is no error; aliases that point elsewhere are looked at in ``serving``.
            answer = self.client.indices.get(
                index=f"{self.name}-0*",
                allow_no_indices=True,
                expand_wildcards="all",  # a closed one is still the one that serves
                filter_path="*.aliases,*.mappings._meta,*.settings.index.verified_before_close",
            )
        found = []
        for index, one in answer.body.items():
            if not re.fullmatch(re.escape(self.name) + r"-\d{6,}", index):
                continue
            meta, aliases = one.get("mappings", {}).get("_meta", {}), one.get("aliases", {})
            found.append(
                Generation(
                    index,
                    int(index.rpartition("-")[2]),
                    str(meta.get("corpus", "")),
                    int(meta.get("position", 0)),
                    str(meta.get("newsmill_mapping", "")),
                    bool(meta.get("served", False)),
                    str(meta.get("previous", "")),
                    self.name in aliases,
                    self.write in aliases,
                    "settings" in one,
                )
            )
        return sorted(found, key=lambda one: one.number)

    def _behind(self) -> dict[str, list[str]]:
        """Each alias -> the indices behind it, in one question; an index of an alias's name is an error."""
        found: dict[str, list[str]] = {self.name: [], self.write: []}
        with told(self.where, f"reading the alias {self.name}"):
            # 404 comes with those that are there, where one of the two is not.
            answer: Any = self.client.options(ignore_status=404).indices.get_alias(name=list(found))
            for index, one in answer.body.items():
                for alias in one["aliases"] if isinstance(one, dict) and "aliases" in one else ():
                    if alias in found:
                        found[alias].append(index)
            for alias, indices in found.items():
                if not indices and self.client.indices.exists(index=alias):
                    raise EngineError(
                        f"{alias} at {self.where} is an index of its own, not an alias: give another --index, "
                        "or delete it if nobody needs it"
                    )
        return {alias: sorted(indices) for alias, indices in found.items()}

    def serving(self) -> Generation | None:
        """The generation behind both aliases; None where there is neither alias. EngineError where they are at odds."""
        reads, writes = self._behind().values()
        if not reads and not writes:
            return None
        found = {one.index: one for one in self.found()}
        if len(reads) == 1 and reads == writes and reads[0] in found:
            return found[reads[0]]
        first, second = ", ".join(reads) or "nothing", ", ".join(writes) or "nothing"
        shown = f"{self.name} points to {first}, {self.write} to {second}"
        raise EngineError(
            f"the aliases at {self.where} are at odds: {shown}; `newsmill index rebuild` and then "
            "`newsmill index swap` set both to one generation"
        )

    def of_this_corpus(self, one: Generation) -> Generation:
        """The same generation, if it belongs to this corpus."""
        if one.corpus != self.corpus_id:
            raise EngineError(
                f"{one.index} at {self.where} belongs to another corpus: give another --index, or let "
                "`newsmill index rebuild` make a generation of this one (then `newsmill index swap`)"
            )
        return one

    def ours(self, one: Generation) -> Generation:
        """The same generation, if rows of this corpus by this version may be written to it."""
        self.of_this_corpus(one)
        if one.mapping != mapping.version():
            raise EngineError(
                f"{one.index} at {self.where} has the mapping of another version of newsmill: "
                "`newsmill index rebuild`, then `newsmill index swap`"
            )
        return one

    # ------------------------------------------------------------ what is made

    def prepare(self) -> Generation:
        """The serving generation, ready to be written to; the first one is made with its aliases."""
        one = self.serving()
        if one is not None:
            return self.ours(one)
        if self.found():
            raise EngineError(
                f"there are generations of {self.name} at {self.where} but no alias: "
                "`newsmill index swap` points both to the newest"
            )
        return self.create(serve=True)

    def templates(self) -> None:
        """Puts the templates in place, where they are not there as this version has them."""
        for path, body in mapping.templates(self.name).items():
            with told(self.where, f"reading /{path}"):
                there = self.client.options(ignore_status=404).perform_request(
                    "GET", f"/{path}", headers={"accept": "application/json"}
                )
                if _meta_of(there.body) == body["_meta"]:
                    continue
            with told(self.where, f"writing /{path} (it takes the privilege manage_index_templates)"):
                self.client.perform_request(
                    "PUT",
                    f"/{path}",
                    headers={"accept": "application/json", "content-type": "application/json"},
                    body=body,
                )

    def create(self, *, serve: bool = False) -> Generation:
        """Makes the next generation, empty; ``serve``: with both aliases, in the same call."""
        self.templates()
        number = max((one.number for one in self.found()), default=0) + 1
        index = f"{self.name}-{number:06}"
        aliases: dict[str, dict[str, Any]] = {}
        if serve:
            aliases = {self.name: {"filter": LIVE}, self.write: {"is_write_index": True}}
        one = Generation(index, number, self.corpus_id, 0, mapping.version(), serve, "", serve, serve)
        with told(self.where, f"making the index {index}"):
            self.client.indices.create(index=index, aliases=aliases, mappings={"_meta": _meta(one)})
        return one

    def mark(self, one: Generation) -> None:
        """Writes into a generation what is known of it, after making all that was written to it visible."""
        with told(self.where, f"writing how far {one.index} is"):
            self.client.indices.refresh(index=one.index)
            self.client.indices.put_mapping(index=one.index, meta=_meta(one))

    def serve(self, one: Generation) -> None:
        """Points both aliases to a generation, in one call: no reader sees anything between."""
        actions: list[dict[str, Any]] = []
        for alias, indices in self._behind().items():
            actions += [
                {"remove": {"index": index, "alias": alias}} for index in indices if index != one.index
            ]
        actions.append({"add": {"index": one.index, "alias": self.name, "filter": LIVE}})
        actions.append({"add": {"index": one.index, "alias": self.write, "is_write_index": True}})
        with told(self.where, f"pointing {self.name} to {one.index}"):
            self.client.indices.update_aliases(actions=actions)

    def drop(self, one: Generation) -> None:
        """Deletes a generation."""
        with told(self.where, f"deleting {one.index}"):
            self.client.indices.delete(index=one.index, ignore_unavailable=True)

    # ------------------------------------------------------------ may we?

    def allowed(self) -> None:
        """EngineError that names the privileges that the user lacks; a server without security allows all."""
        asked = {
            "cluster": WANTED["cluster"],
            "index": [{"names": [f"{self.name}*"], "privileges": WANTED["index"]}],
        }
        with told(self.where, "asking what this user may do"):
            answer = self.client.options(ignore_status=(400, 404, 405, 500)).perform_request(
                "POST",
                "/_security/user/_has_privileges",
                headers={"accept": "application/json", "content-type": "application/json"},
                body=asked,
            )
        body = answer.body if isinstance(answer.body, dict) else {}
        if answer.meta.status != 200 or body.get("has_all_requested", True):
            return
        lacking = [name for name, has in body.get("cluster", {}).items() if not has]
        for rights in body.get("index", {}).values():
            lacking += [f"{name} on {self.name}*" for name, has in rights.items() if not has]
        raise EngineError(
            f"the user {body.get('username', '')} at {self.where} lacks {', '.join(dict.fromkeys(lacking))}: "
            "grant these, or use another key (elasticsearch.api_key)"
        )


def _meta(one: Generation) -> dict[str, Any]:
    return {
        "newsmill_mapping": one.mapping,
        "corpus": one.corpus,
        "position": one.position,
        "served": one.served,
        "previous": one.previous,
    }


def _meta_of(answer: Any) -> Any:
    """The ``_meta`` of the one template in an answer; None where there is none."""
    for templates in answer.values() if isinstance(answer, dict) else ():
        for one in templates if isinstance(templates, list) else ():
            for body in one.values():
                if isinstance(body, dict):
                    return body.get("_meta")
    return None
