// What the managed Node runtime does around a handler: import it, then ask for work and answer, over one connection.
//
// The real one asks by a compiled library. So as not to charge Node for a slower one, this speaks over a bare socket
// and reads of the headers only what a handler's context needs.

import { existsSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { pathToFileURL } from "node:url";

const env = process.env;
const END_OF_HEAD = Buffer.from("\r\n\r\n");

// The Runtime API over one connection that stays open: one call at a time.
class Api {
  #received = Buffer.alloc(0);
  #waiting = null;

  constructor(address) {
    const [host, port] = address.split(":");
    this.address = address;
    this.socket = net.connect({ host, port: Number(port), noDelay: true });
    this.socket.on("data", (bytes) => this.#take(bytes));
    // The host is done with us.
    this.socket.on("close", () => process.exit(0));
    this.socket.on("error", () => process.exit(1));
  }

  call(method, where, body = "") {
    const length = Buffer.byteLength(body);
    const line = `${method} /2018-06-01/runtime${where} HTTP/1.1`;
    const head = `${line}\r\nhost: ${this.address}\r\ncontent-length: ${length}\r\n\r\n`;
    return new Promise((resolve) => {
      this.#waiting = resolve;
      this.socket.write(head + body);
    });
  }

  #take(bytes) {
    this.#received = this.#received.length > 0 ? Buffer.concat([this.#received, bytes]) : bytes;
    const end = this.#received.indexOf(END_OF_HEAD);
    if (end < 0) {
      return;
    }
    const headers = {};
    for (const line of this.#received.latin1Slice(0, end).split("\r\n").slice(1)) {
      const colon = line.indexOf(": ");
      headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 2);
    }
    const start = end + END_OF_HEAD.length;
    const stop = start + Number(headers["content-length"] ?? 0);
    if (this.#received.length < stop) {
      return;
    }
    const body = this.#received.toString("utf8", start, stop);
    this.#received = this.#received.subarray(stop);
    this.#waiting({ headers, body });
  }
}

const errorBody = (error) => JSON.stringify({ errorType: error?.name, errorMessage: String(error?.message) });

async function load() {
  const [file, name] = env._HANDLER.split(".");
  const paths = [".mjs", ".js", ".cjs"].map((it) => path.resolve(env.LAMBDA_TASK_ROOT, file + it));
  const module = await import(pathToFileURL(paths.find(existsSync)).href);
  return module[name];
}

function context(headers) {
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  return {
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

const api = new Api(env.AWS_LAMBDA_RUNTIME_API);
let handler;
try {
  handler = await load();
} catch (error) {
  await api.call("POST", "/init/error", errorBody(error));
  throw error;
}
for (;;) {
  const next = await api.call("GET", "/invocation/next");
  const where = `/invocation/${next.headers["lambda-runtime-aws-request-id"]}`;
  try {
    const answer = await handler(JSON.parse(next.body), context(next.headers));
    await api.call("POST", `${where}/response`, JSON.stringify(answer));
  } catch (error) {
    await api.call("POST", `${where}/error`, errorBody(error));
  }
}
