#!/usr/bin/env bash
# Submits the shards of a conversion as an array job, and a job that sums up behind them. Prints the IDs of both.
# Usage: submit.sh STACK              all shards
#        submit.sh STACK 3,17,40      exactly these shards again, as the report names them
#        submit.sh STACK report       the report alone, after shards that failed
set -euo pipefail
stack=${1:?Usage: submit.sh STACK [SHARDS|report]} shards=${2:-All}

outputs=$(aws cloudformation describe-stacks --stack-name "$stack" --output text \
    --query 'Stacks[0].Outputs[].[OutputKey, OutputValue]')
declare -A output
while IFS=$'\t' read -r name value; do output[$name]=$value; done <<<"$outputs"

submit() { # NAME DEFINITION [OPTION...]
    aws batch submit-job --job-name "$stack-$1" --job-queue "${output[Queue]}" --job-definition "$2" \
        --query jobId --output text "${@:3}"
}

dependency=()
if [[ $shards != report ]]; then
    commas=${shards//[!,]/}
    count=$((${#commas} + 1))
    [[ $shards != All ]] || count=${output[ShardCount]}
    # An array has at least two jobs.
    array=()
    ((count == 1)) || array=(--array-properties "size=$count")
    job=$(submit shards "${output[Shard]}" --parameters "{\"shards\":\"$shards\"}" "${array[@]}")
    echo "$job"
    # AWS Batch starts the next job only if all shards succeed. Otherwise it fails with them.
    dependency=(--depends-on "jobId=$job")
fi
submit report "${output[Report]}" "${dependency[@]}"
