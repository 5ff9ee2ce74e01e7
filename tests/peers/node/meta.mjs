// Meta's webhook, read into what stands on the queues. What is broken is counted, and what stands beside it is read.

const RECEIPTS = new Map([
  ["sent", "sent"],
  ["delivered", "delivered"],
  ["read", "read"],
  ["played", "read"],
  ["failed", "failed"],
]);
// Seconds since the epoch stay below this until the year 5138: above, they are milliseconds.
const MILLISECONDS_FROM = 100_000_000_000;

// Receipts and messages, each with the number it came to, and how many elements meant nothing.
export function read(webhook, now) {
  const found = { receipts: [], heard: [], ignored: 0 };
  const take = (elements, sender, reader, into) => {
    for (const element of list(elements)) {
      const message = attempt(() => reader(element, sender, now));
      if (message) {
        into.push({ group: sender, message });
      } else {
        found.ignored += 1;
      }
    }
  };
  for (const entry of list(webhook.entry)) {
    for (const change of list(entry?.changes)) {
      const value = change?.value;
      const sender = value?.metadata?.phone_number_id;
      if (sender === undefined || sender === null) {
        found.ignored += 1;
        continue;
      }
      take(value.statuses, String(sender), receipt, found.receipts);
      take(value.messages, String(sender), heard, found.heard);
    }
  }
  return found;
}

function receipt(status, _sender, now) {
  const stage = RECEIPTS.get(status.status);
  if (!stage || status.recipient_type === "group") {
    return null;
  }
  const code = status.errors?.map((it) => Number.parseInt(it.code, 10)).find(Number.isInteger);
  return {
    type: "receipt",
    channel: "whatsapp",
    dispatch: status.biz_opaque_callback_data ?? null,
    provider_id: present(status.id),
    receipt: stage,
    at: instant(status.timestamp, now),
    code: code ?? null,
  };
}

function heard(message, sender, now) {
  // What is said in a group is said to nobody here.
  const what = message.group_id ? null : said(message);
  if (!what) {
    return null;
  }
  return {
    type: "heard",
    channel: "whatsapp",
    sender,
    id: present(message.id),
    at: instant(message.timestamp, now),
    phone: message.from ? `+${message.from.replace(/^\+/, "")}` : null,
    whatsapp_user: message.from_user_id ?? null,
    what,
  };
}

// What a person wrote or did; nothing for what was taken back.
function said(message) {
  const kind = present(message.type);
  const on = message.context?.id ?? null;
  const content = message[kind];
  if (kind === "contacts") {
    return attachment(kind);
  }
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    // Somebody wrote all the same, and a person has to see it.
    return attachment("unsupported");
  }
  switch (kind) {
    case "text":
      return text(content.body, on);
    case "button":
      return tap(content.payload, content.text, on);
    case "interactive":
      return interactive(content, on);
    case "reaction":
      return content.emoji ? text(content.emoji, content.message_id) : null;
    case "edit":
      return content.message.type === "text" ? text(content.message.text.body, on) : null;
    case "revoke":
      return null;
    case "system":
      return { kind: "identity_changed" };
    default:
      return attachment(kind, content.caption);
  }
}

function interactive(content, on) {
  switch (content.type) {
    case "button_reply":
    case "list_reply":
      return tap(content[content.type].id, content[content.type].title, on);
    case "nfm_reply":
      return attachment("form", content.nfm_reply.response_json);
    default:
      return attachment("interactive");
  }
}

const text = (words, on) => ({ kind: "text", text: present(words), on, carrier_answered: false });
const tap = (payload, title, on) => ({ kind: "tap", payload: present(payload), title: present(title), on });
const attachment = (media, caption = null) => ({ kind: "attachment", media, caption });

// Seconds or milliseconds since the epoch; a message is not lost over a time that does not read.
function instant(timestamp, now) {
  const number = Number.parseInt(timestamp, 10);
  const at = new Date(number >= MILLISECONDS_FROM ? number : number * 1000);
  const known = Number.isNaN(at.getTime()) ? now : at;
  return known.toISOString().replace(".000Z", "Z");
}

function list(value) {
  return Array.isArray(value) ? value : [];
}

function present(value) {
  if (value === undefined || value === null) {
    throw new TypeError("a part is missing");
  }
  return value;
}

// A broken element throws where it is read; it is counted, and the others are not lost over it.
function attempt(reader) {
  try {
    return reader();
  } catch {
    return null;
  }
}
