// What was typed and not sent yet, and what is being sent.
//
// Guarantees: one press is one command, and sent again it is the same one. What is typed meanwhile is for the next.

/** What was typed, and the key of the command that it is for. */
export const draftOf = (text) => ({ text, key: crypto.randomUUID() });

/** What stays of a draft once `sent` was taken: what was typed on after it, or all of it where it was written anew. */
export function left(typed, sent) {
  const words = sent.trimEnd();
  return typed.startsWith(words) ? typed.slice(words.length).trimStart() : typed;
}

const underWay = new Set();
/** Whether the command of that name was given and not answered yet. */
export const isUnderWay = (name) => underWay.has(name);

/** Gives the command of that name, unless it is under way: a second press is none. */
export async function once(name, give) {
  if (isUnderWay(name)) return;
  underWay.add(name);
  try {
    await give();
  } finally {
    underWay.delete(name);
  }
}
