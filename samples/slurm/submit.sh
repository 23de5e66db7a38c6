#!/usr/bin/env bash
# Submits the shards of a conversion as a job array, and a job that waits for them, repeats what is missing and sums up.
# Usage: submit.sh SETTINGS
set -euo pipefail
SAMPLES=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
set -a
# shellcheck source=settings.example
source "${1:?Usage: submit.sh SETTINGS}"
set +a
export SAMPLES
shards=$(sbatch --parsable --array="0-$((SHARD_COUNT - 1))%$CONCURRENCY" --time="$TIME_LIMIT" "$SAMPLES/slurm/shard.sbatch")
collect=$(ROUND=1 LAST='' sbatch --parsable --dependency="afterany:$shards" "$SAMPLES/slurm/collect.sbatch")
echo "Submitted $SHARD_COUNT shards as job $shards, and job $collect, which waits for them."
