"""Starts the local AWS engine as the tests of the deployed stack need it.

Beside what the engine does anyway: schedules fire within a fraction of a second, connections to functions do not wait
for delayed acknowledgements, every authorised action is written to CALLS_LOG (who, what, on what), every DynamoDB
request to UNITS_LOG with the units that DynamoDB would bill, what functions log to FUNCTIONS_LOG, what stands beside the
bodies of items, queue messages and schedules to OUTSIDE_LOG, and while the file THROTTLE holds a number above zero, so many
writes are refused as DynamoDB refuses them when it is throttled.
"""

import json
import math
import os
import socketserver

from ministack import app
from ministack.core import iam_actions, iam_evaluator
from ministack.services import dynamodb, lambda_svc, scheduler, sqs

SCHEDULER_SECONDS = 0.2
# AWS authorises a batch call as the call itself; the engine as an action of its own, which AWS does not know.
BATCHES = {"sqs:SendMessageBatch": "sqs:SendMessage"}
UNIT_BYTES = 1024
INDEXES = {"due": ("due", "pk"), "listed": ("list", "ord")}
# What bodies stand in: of an item, of a message on a queue, of a schedule's target.
BODIES = {"body", "MessageBody", "Input"}


def read_concurrency_as_a_number():
    """A template's parameter comes as a text, which AWS reads as a number and the engine does not."""
    limit = lambda_svc._sqs_esm_concurrency

    def read(esm, func_rec, config, queue=None):
        scaling = esm.get("ScalingConfig") or {}
        if isinstance(scaling.get("MaximumConcurrency"), str):
            scaling["MaximumConcurrency"] = int(scaling["MaximumConcurrency"])
        return limit(esm, func_rec, config, queue)

    lambda_svc._sqs_esm_concurrency = read


def append(path, entry):
    with open(path, "a", encoding="utf-8") as log:
        log.write(json.dumps(entry) + "\n")


def log_authorised(path):
    enforce = iam_evaluator.enforce

    def logged(access_key_id, action, service, region, resource_arn="*", service_context=None):
        action = BATCHES.get(action, action)
        denied = enforce(access_key_id, action, service, region, resource_arn, service_context)
        principal = iam_evaluator.resolve_principal(access_key_id or "", "000000000000")
        append(path, {
            "principal": getattr(principal, "arn", "?"),
            "action": action,
            "resource": resource_arn,
            "denied": denied is not None,
        })
        return denied

    iam_evaluator.enforce = logged


def claim_tls():
    """The engine speaks plain HTTP here; AWS speaks TLS, and the queues' policy insists on it."""
    resolve = iam_evaluator._resolve_condition_key

    def resolved(key, ctx):
        return "true" if key.lower() == "aws:securetransport" else resolve(key, ctx)

    iam_evaluator._resolve_condition_key = resolved


def name_schedules_by_their_group():
    """AWS authorises a new schedule in the group that the request names; the engine takes it for the default group's."""
    extract = iam_actions.extract_resource_arn

    def extracted(service, method, path, headers, body, *rest):
        arn = extract(service, method, path, headers, body, *rest)
        if service == "scheduler" and body:
            arn = arn.replace(":schedule/default/", f":schedule/{json.loads(body).get('GroupName', 'default')}/")
        return arn

    iam_actions.extract_resource_arn = extracted


def size_of(value):
    """The bytes that DynamoDB bills for an attribute's value."""
    (kind, content), = value.items()
    if kind == "B":
        return len(content) * 3 // 4
    if kind == "N":
        return len(content) // 2 + 1
    return len(str(content).encode())


def write_units(item, before):
    """Units of a put: the item's, and one for every index entry that is added, and one for every one taken away."""
    size = sum(len(name) + size_of(value) for name, value in item.items())
    units = math.ceil(size / UNIT_BYTES)
    for names in INDEXES.values():
        after, earlier = ([it.get(name) for name in names] for it in (item, before or {}))
        if after != earlier:
            units += sum(1 for entry in (after, earlier) if None not in entry)
    return units


def log_functions(path):
    """What a function writes goes into its log group, metrics included."""
    emit = lambda_svc._emit_lambda_logs

    def logged(func, request_id, log_text, *rest, **named):
        for line in (log_text or "").splitlines():
            append(path, {"function": (func.get("config") or func).get("FunctionName"), "line": line})
        return emit(func, request_id, log_text, *rest, **named)

    lambda_svc._emit_lambda_logs = logged


def outside(value):
    """A request without its bodies."""
    if isinstance(value, dict):
        return {name: outside(it) for name, it in value.items() if name not in BODIES}
    if isinstance(value, list):
        return [outside(it) for it in value]
    return value


def log_outside(path):
    """Requests as the services get them, without what may carry a patient."""
    for service, module in (("dynamodb", dynamodb), ("sqs", sqs), ("scheduler", scheduler)):
        module.handle_request = logging_outside(path, service, module.handle_request)


def logging_outside(path, service, handle):
    async def logged(method, url, headers, body, query_params):
        try:
            request = json.loads(body) if body else {}
        except ValueError:
            request = {"unread": str(body)}
        append(path, {
            "service": service, "action": headers.get("x-amz-target", method), "url": url, "request": outside(request),
        })
        return await handle(method, url, headers, body, query_params)

    return logged


def watch_table(units_path, throttle_path):
    handle = dynamodb.handle_request

    async def watched(method, path, headers, body, query_params):
        action = headers.get("x-amz-target", "").rsplit(".", 1)[-1]
        if action == "PutItem" and throttled(throttle_path):
            return dynamodb.error_response_json(
                "ProvisionedThroughputExceededException", "The level of configured throughput is exceeded", 400)
        before = None
        request = json.loads(body) if body else {}
        if action == "PutItem":
            look = {"TableName": request["TableName"], "Key": {"pk": request["Item"]["pk"]}}
            read = {**headers, "x-amz-target": "DynamoDB_20120810.GetItem"}
            _, _, found = await handle(method, path, read, json.dumps(look).encode(), query_params)
            before = json.loads(found).get("Item")
        answer = await handle(method, path, headers, body, query_params)
        if action == "PutItem" and units_path:
            append(units_path, {
                "action": action, "key": request["Item"]["pk"]["S"], "status": answer[0],
                "units": write_units(request["Item"], before),
            })
        elif action in ("GetItem", "Query") and units_path:
            append(units_path, {"action": action, "status": answer[0]})
        return answer

    dynamodb.handle_request = watched


def throttled(path):
    """Takes one off the number in the file."""
    try:
        with open(path, encoding="utf-8") as file:
            left = int(file.read() or 0)
    except FileNotFoundError:
        return False
    if left <= 0:
        return False
    with open(path, "w", encoding="utf-8") as file:
        file.write(str(left - 1))
    return True


if __name__ == "__main__":
    socketserver.StreamRequestHandler.disable_nagle_algorithm = True
    scheduler._SCHEDULE_TICK_INTERVAL = SCHEDULER_SECONDS
    read_concurrency_as_a_number()
    claim_tls()
    name_schedules_by_their_group()
    log_authorised(os.environ["CALLS_LOG"])
    log_functions(os.environ["FUNCTIONS_LOG"])
    log_outside(os.environ["OUTSIDE_LOG"])
    watch_table(os.environ.get("UNITS_LOG"), os.environ.get("THROTTLE", ""))
    app.main()
