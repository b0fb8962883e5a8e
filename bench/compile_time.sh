#!/usr/bin/env bash
# How long do fifty typed operators take to compile? Prints the processor seconds of the
# compiler, for g++ -O2 and for a look at the types alone; --quick does only the latter.
set -euo pipefail
cd "$(dirname "$0")/.."
TIMEFORMAT='%U'

seconds() { { time "${CXX:-g++}" -std=c++20 -I. "$@" bench/fifty_operators.cpp; } 2>&1; }

printf 'fifty operators, types alone  %6.1f s\n' "$(seconds -fsyntax-only)"
if [[ ${1-} == --quick ]]; then exit; fi
printf 'fifty operators, -O2          %6.1f s\n' "$(seconds -O2 -c -o /dev/null)"
