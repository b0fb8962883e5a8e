#!/usr/bin/env bash
# Compiles each case of a file of wrong programs: the first error must be one line with
# "cambium:" and the sentence that stands beside the case.
# wrong_programs.sh <program> <compiler> <include options…>, in a folder of its own.
set -euo pipefail
program=$1
compile=("${@:2}" -std=c++20 -O0 -w)

# The headers once, for all cases.
echo '#include "operators/operators.h"' >all.h
"${compile[@]}" -x c++-header all.h -o all.h.gch

check() {
  local number=$1 sentence=$2 errors first
  if errors=$("${compile[@]}" -fmax-errors=1 -DCASE="$number" -include ./all.h -fsyntax-only \
    "$program" 2>&1); then
    echo "case $number compiles, and should say: $sentence"
    return 1
  fi
  first=$(grep -m 1 'error:' <<<"$errors")
  [[ $first == *"cambium: $sentence"* ]] && return
  echo "case $number should say: $sentence"
  echo "but says: $first"
  return 1
}

"${compile[@]}" -DCASE=0 -include ./all.h -fsyntax-only "$program"
cases=0
failed=0
while read -r number sentence; do
  cases=$((cases + 1))
  check "$number" "$sentence" || failed=$((failed + 1))
done < <(sed -n 's|^#elif CASE == \([0-9]*\) *// \(.*\)$|\1 \2|p' "$program")
echo "$cases wrong programs, of which $failed are misunderstood"
# A case that formatting has put in another shape must not be left out in silence.
[[ $cases == $(grep -c '^#elif CASE ' "$program") && $failed == 0 ]]
