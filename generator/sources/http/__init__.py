"""The only door to the network: a cache, keys, a pace per host, patience with faults, and typed errors.

Nothing that builds the site comes here. A request passes, from the outside in, httpx's client (`door`), the cache
(`memory`), and the `wire` below it, which adds keys by host, waits at the host's gate (`pace`), takes the whole answer
in and the keys out of it (`secrets`). So no key can come into a cache entry, a log, an error or a Request. `standing`
says whether a host is asked again. `generator/manners.py` says what each host wants.
"""

from generator.manners import GATES, Gate, Patience
from generator.sources.http.door import Answer, Door
from generator.sources.http.memory import CACHE_FILE

__all__ = ["CACHE_FILE", "GATES", "Answer", "Door", "Gate", "Patience"]
