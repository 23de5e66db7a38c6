#!/usr/bin/env bash
# Creates a job of S3 Batch Operations with the AWS CLI, as New-BatchJob.ps1 does with the AWS Tools for PowerShell.
# Usage: new-batch-job.sh STACK MANIFEST_BUCKET MANIFEST_KEY [REPORT_PREFIX]
set -euo pipefail
stack=$1 bucket=$2 key=$3 reports=${4:-batch/reports}

output() {
    aws cloudformation describe-stacks --stack-name "$stack" --output text \
        --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue"
}

account=$(aws sts get-caller-identity --query Account --output text)
etag=$(aws s3api head-object --bucket "$bucket" --key "$key" --query ETag --output text | tr -d '"')
aws s3control create-job \
    --account-id "$account" \
    --role-arn "$(output JobRoleArn)" \
    --priority 10 \
    --confirmation-required \
    --client-request-token "$(uuidgen)" \
    --operation "{\"LambdaInvoke\":{\"FunctionArn\":\"$(output FunctionArn)\",\"InvocationSchemaVersion\":\"2.0\"}}" \
    --manifest "{\"Spec\":{\"Format\":\"S3BatchOperations_CSV_20180820\",\"Fields\":[\"Bucket\",\"Key\"]},\"Location\":{\"ObjectArn\":\"arn:aws:s3:::$bucket/$key\",\"ETag\":\"$etag\"}}" \
    --report "{\"Bucket\":\"arn:aws:s3:::$bucket\",\"Prefix\":\"$reports\",\"Format\":\"Report_CSV_20180820\",\"Enabled\":true,\"ReportScope\":\"AllTasks\"}" \
    --query JobId --output text
