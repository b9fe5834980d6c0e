// Opens a page in headless Chromium, and evaluates expressions in it one after the other, each again and again until it
// is true:
//
//     node browser.mjs URL EXPRESSION…
//
// Prints the value of each as a line of JSON, and at the end an object with all addresses that were asked for, and what
// went wrong in the page. An expression that begins with "wide:" and a number sets the width of the window first.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [url, ...expressions] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "dlrun-browser-"));
const browser = spawn(
  "chromium",
  ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    `--user-data-dir=${folder}`, "--remote-debugging-pipe", "about:blank"],
  { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });

let number = 0;
const waiting = new Map();
const events = [];
let text = "";
browser.stdio[4].on("data", (data) => {
  const parts = (text + data).split("\0");
  text = parts.pop();
  for (const part of parts) {
    const message = JSON.parse(part);
    if (message.id) waiting.get(message.id)?.(message);
    else events.push(message);
  }
});

let session;
function call(method, params = {}) {
  const id = ++number;
  browser.stdio[3].write(JSON.stringify({ id, method, params, sessionId: session }) + "\0");
  return new Promise((resolve, reject) => {
    waiting.set(id, (message) =>
      message.error ? reject(new Error(`${method}: ${message.error.message}`)) : resolve(message.result));
  });
}

function end(status) {
  browser.once("exit", () => {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    } finally {
      process.exit(status);
    }
  });
  browser.kill("SIGKILL");
}

try {
  const { targetId } = await call("Target.createTarget", { url: "about:blank" });
  session = (await call("Target.attachToTarget", { targetId, flatten: true })).sessionId;
  for (const domain of ["Runtime", "Page", "Network", "Log"]) await call(`${domain}.enable`);
  await call("Page.navigate", { url });
  for (let expression of expressions) {
    const wide = /^wide:(\d+) /.exec(expression);
    if (wide) {
      await call("Emulation.setDeviceMetricsOverride", {
        width: Number(wide[1]), height: 900, deviceScaleFactor: 1, mobile: false,
      });
      expression = expression.slice(wide[0].length);
    }
    const deadline = Date.now() + 60_000;
    for (;;) {
      const answer = await call("Runtime.evaluate", { expression, returnByValue: true });
      const value = answer.exceptionDetails ? undefined : answer.result.value;
      if (value) {
        console.log(JSON.stringify(value));
        break;
      }
      if (Date.now() > deadline) throw new Error(`not true after a minute: ${expression}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  const asked = events.filter((event) => event.method === "Network.requestWillBeSent")
    .map((event) => event.params.request.url);
  const faults = events.flatMap((event) =>
    event.method === "Runtime.exceptionThrown" ? [event.params.exceptionDetails.exception?.description]
      : event.method === "Log.entryAdded" && event.params.entry.level === "error" ? [event.params.entry.text] : []);
  console.log(JSON.stringify({ asked: [...new Set(asked)], faults }));
  end(0);
} catch (error) {
  console.error(String(error), JSON.stringify(events.slice(-5)));
  end(1);
}
