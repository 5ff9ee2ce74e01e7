// The ingest of WhatsApp webhooks on Node: verify, read, put on the queues, answer.

import { createHmac, timingSafeEqual } from "node:crypto";
import { SQSClient, SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { read } from "./meta.mjs";

const BODY_BYTES_MAX = 4 * 1024 * 1024;
const BATCH_MESSAGES_MAX = 10;
const ATTEMPTS = 3;

// All of this once per instance, before the first request. The client keeps its connections open by itself.
const { THREADS_QUEUE_URL, RECEIPTS_QUEUE_URL, WHATSAPP_APP_SECRET, WHATSAPP_VERIFY_TOKEN } = process.env;
const sqs = new SQSClient({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2000, requestTimeout: 5000 },
});
const appSecrets = WHATSAPP_APP_SECRET.split(",").map((it) => it.trim()).filter(Boolean);
const utf8 = new TextDecoder("utf-8", { fatal: true });

const log = (level, message, fields) => {
  const timestamp = new Date().toISOString();
  console.log(JSON.stringify({ level, message, timestamp, service: "webhook-ingest", ...fields }));
};

const answer = (statusCode, body = "") => ({
  statusCode,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body,
});

export const handler = async (event) => {
  const route = `${event.requestContext.http.method} ${event.rawPath}`;
  switch (route) {
    case "GET /webhooks/whatsapp":
      return handshake(event.queryStringParameters ?? {});
    case "POST /webhooks/whatsapp":
      return receive(event);
    default:
      return answer(404, "there is nothing at this address");
  }
};

function handshake(query) {
  const known = WHATSAPP_VERIFY_TOKEN && equal(query["hub.verify_token"] ?? "", WHATSAPP_VERIFY_TOKEN);
  if (query["hub.mode"] !== "subscribe" || query["hub.challenge"] === undefined || !known) {
    return answer(403, "not a handshake with our token");
  }
  return answer(200, query["hub.challenge"]);
}

async function receive(event) {
  // The bytes that were signed; the gateway encodes what it does not take for text.
  const body = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
  if (body.length > BODY_BYTES_MAX) {
    return answer(413, "a webhook is at most 4 MB");
  }
  if (!signed(body, event.headers?.["x-hub-signature-256"])) {
    log("WARN", "webhook without a valid signature refused");
    return answer(401, "the signature is missing or wrong");
  }
  const webhook = parse(body);
  if (webhook === null || typeof webhook !== "object" || Array.isArray(webhook)) {
    log("WARN", "signed webhook does not read");
    return answer(400, "the body is not a webhook");
  }
  const { receipts, heard, ignored } = read(webhook, new Date());
  if (ignored > 0) {
    log("INFO", "elements of a webhook meant nothing to us", { elements: ignored });
  }
  const stored = (await send(THREADS_QUEUE_URL, heard)) && (await send(RECEIPTS_QUEUE_URL, receipts));
  return stored ? answer(200) : answer(503, "it could not be stored; send it again");
}

function parse(body) {
  try {
    return JSON.parse(utf8.decode(body));
  } catch {
    return null;
  }
}

function signed(body, header) {
  if (!header?.startsWith("sha256=")) {
    return false;
  }
  const given = header.slice("sha256=".length).toLowerCase();
  // While secrets are exchanged, both are always tried.
  const matches = appSecrets.map((it) => equal(given, createHmac("sha256", it).update(body).digest("hex")));
  return matches.includes(true);
}

function equal(given, known) {
  const [left, right] = [Buffer.from(given), Buffer.from(known)];
  return left.length === right.length && timingSafeEqual(left, right);
}

// Puts all messages on a queue, each in the fair group of its number. Whether SQS took every one.
async function send(queue, messages) {
  for (let start = 0; start < messages.length; start += BATCH_MESSAGES_MAX) {
    const entries = messages.slice(start, start + BATCH_MESSAGES_MAX).map(({ group, message }, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify({ v: 1, message }),
      MessageGroupId: group,
    }));
    if (!(await sendBatch(queue, entries))) {
      return false;
    }
  }
  return true;
}

// One batch, and again what a call left over: a batch that is taken in part is still a success to the SDK.
async function sendBatch(queue, entries) {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    let failed;
    try {
      const taken = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries: entries }));
      failed = taken.Failed ?? [];
    } catch (error) {
      log("ERROR", "SQS cannot be reached or refuses", { error: error.name });
      return false;
    }
    const refused = failed.find((it) => it.SenderFault);
    if (refused) {
      log("ERROR", "SQS refuses a message", { code: refused.Code });
      return false;
    }
    const left = new Set(failed.map((it) => it.Id));
    entries = entries.filter((it) => left.has(it.Id));
    if (entries.length === 0) {
      return true;
    }
  }
  log("ERROR", "SQS left messages over", { messages: entries.length });
  return false;
}
