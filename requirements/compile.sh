#!/usr/bin/env bash
# Writes the locks anew from pyproject.toml. Versions that are locked already stay, unless --upgrade is given.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
UV="${UV:-$(command -v uv || echo var/uv/bin/uv)}"
compile() {
  "$UV" pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
    --python-version 3.11 "$@"
}
compile pyproject.toml --group dev -o requirements/dev.lock "$@"
# Peers that the benchmarks run beside the product.
compile --group pyproject.toml:bench -o requirements/bench.lock "$@"
# The developer's versions are the operator's versions.
compile pyproject.toml -c requirements/dev.lock -o requirements/runtime.lock
# Reading scans: the operator's packages and those of the extra.
compile pyproject.toml --extra ocr -c requirements/dev.lock -o requirements/ocr.lock
