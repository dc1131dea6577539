// Looks at pages through the DevTools protocol of headless Chromium, without any package:
//   node look.mjs BASE OUT RELEASE WITHDRAWN [AXE]
// BASE is where warta listens, OUT takes the pictures, RELEASE and WITHDRAWN are releases,
// AXE is axe-core's file.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import http from "node:http";
import crypto from "node:crypto";

const [base, out, release, withdrawn, axeFile] = process.argv.slice(2);
const axe = axeFile ? readFileSync(axeFile, "utf8") : null;
const widths = { phone: [360, 740], desk: [1280, 900] };
const pages = {
  editions: "/editions/",
  edition: "/id/ID-KB/",
  "edition-ar": "/ar/ID/",
  "edition-zh": "/zh-Hant/",
  "edition-empty": "/en/ID-JI/",
  release: `/id/releases/${release}`,
  "release-ms": `/ms/releases/${release}`,
  "release-ar": `/ar/releases/${release}`,
  versions: `/id/releases/${release}/versions`,
  withdrawn: `/en/releases/${withdrawn}`,
  search: "/search?q=kalbar&ui=en",
  "search-hostile": "/search?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%3E%3Cimg%20src%3Dx%3E&ui=ar",
  hostile: "/id/",
  about: "/about",
  docs: "/docs/json",
  missing: "/nowhere",
};

// A WebSocket client of a few lines: text frames, client side, as RFC 6455 has it.
class Socket {
  constructor(url) {
    const { host, pathname } = new URL(url);
    this.waiting = new Map();
    this.heard = [];
    this.number = 0;
    this.buffer = Buffer.alloc(0);
    this.parts = [];
    this.open = new Promise((ready, failed) => {
      const key = crypto.randomBytes(16).toString("base64");
      const [hostname, port] = host.split(":");
      const request = http.request({
        hostname, port, path: pathname,
        headers: { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Key": key, "Sec-WebSocket-Version": "13" },
      });
      request.on("upgrade", (_, socket) => {
        this.socket = socket;
        socket.on("data", (data) => this.take(data));
        ready();
      });
      request.on("error", failed);
      request.end();
    });
  }

  take(data) {
    this.buffer = Buffer.concat([this.buffer, data]);
    for (;;) {
      if (this.buffer.length < 2) return;
      let length = this.buffer[1] & 127;
      let start = 2;
      if (length === 126) {
        if (this.buffer.length < 4) return;
        length = this.buffer.readUInt16BE(2);
        start = 4;
      } else if (length === 127) {
        if (this.buffer.length < 10) return;
        length = Number(this.buffer.readBigUInt64BE(2));
        start = 10;
      }
      if (this.buffer.length < start + length) return;
      this.parts.push(this.buffer.subarray(start, start + length));
      const whole = this.buffer[0] & 128;
      this.buffer = this.buffer.subarray(start + length);
      if (!whole) continue;
      const message = JSON.parse(Buffer.concat(this.parts).toString());
      this.parts = [];
      if (message.id) {
        const { done, failed } = this.waiting.get(message.id);
        this.waiting.delete(message.id);
        if (message.error) failed(new Error(message.error.message));
        else done(message.result);
      } else {
        this.heard.push(message);
      }
    }
  }

  send(method, params = {}, sessionId) {
    const id = ++this.number;
    const text = Buffer.from(JSON.stringify({ id, method, params, sessionId }));
    const mask = crypto.randomBytes(4);
    const head = text.length < 126 ? Buffer.from([0x81, 0x80 | text.length])
      : text.length < 65536 ? Buffer.from([0x81, 0xfe, text.length >> 8, text.length & 255])
      : Buffer.concat([Buffer.from([0x81, 0xff]), (() => { const b = Buffer.alloc(8); b.writeBigUInt64BE(BigInt(text.length)); return b; })()]);
    const body = Buffer.from(text.map((byte, n) => byte ^ mask[n % 4]));
    this.socket.write(Buffer.concat([head, mask, body]));
    return new Promise((done, failed) => this.waiting.set(id, { done, failed }));
  }
}

const profile = mkdtempSync(join(tmpdir(), "warta-chromium."));
const chromium = spawn("chromium", [
  "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank",
], { stdio: ["ignore", "ignore", "pipe"] });
const end = () => {
  chromium.kill();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
};
setTimeout(() => { console.error("chromium takes too long"); end(); process.exit(1); }, 240_000).unref();
const address = await new Promise((ready) => {
  let said = "";
  chromium.stderr.on("data", (data) => {
    said += data;
    const found = said.match(/ws:\/\/[^\s]+/);
    if (found) ready(found[0]);
  });
});
const socket = new Socket(address);
await socket.open;
const { targetId } = await socket.send("Target.createTarget", { url: "about:blank" });
const { sessionId } = await socket.send("Target.attachToTarget", { targetId, flatten: true });
const ask = (method, params) => socket.send(method, params, sessionId);
for (const domain of ["Page", "Network", "Runtime", "Log"]) await ask(`${domain}.enable`);

const faults = [];
const loaded = async (url) => {
  socket.heard.length = 0;
  await ask("Page.navigate", { url });
  for (let n = 0; n < 200; n++) {
    if (socket.heard.some((one) => one.method === "Page.loadEventFired")) return;
    await new Promise((later) => setTimeout(later, 50));
  }
  faults.push(`${url}: never loaded`);
};

for (const [name, path] of Object.entries(pages)) {
  for (const [width, [w, h]] of Object.entries(widths)) {
    for (const scheme of width === "phone" ? ["light", "dark"] : ["light"]) {
      const what = `${name}-${width}${scheme === "dark" ? "-dark" : ""}`;
      await ask("Emulation.setDeviceMetricsOverride", { width: w, height: h, deviceScaleFactor: 1, mobile: width === "phone" });
      await ask("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
      await loaded(base + path);
      for (const { method, params } of socket.heard) {
        if (method === "Network.requestWillBeSent" && !params.request.url.startsWith(base + "/")) {
          faults.push(`${what}: asks ${params.request.url}`);
        }
        if (method === "Network.requestWillBeSent" && params.type === "Script") {
          faults.push(`${what}: wants a script, ${params.request.url}`);
        }
        if (method === "Runtime.exceptionThrown") faults.push(`${what}: ${params.exceptionDetails.text}`);
        const missing = name === "missing" || name === "withdrawn";
        if (method === "Log.entryAdded" && !(missing && /status of 4(04|10)/.test(params.entry.text)) && !/favicon/.test(params.entry.url ?? "")) {
          faults.push(`${what}: ${params.entry.level}: ${params.entry.text}`);
        }
      }
      const wide = await ask("Runtime.evaluate", { expression: "document.documentElement.scrollWidth - innerWidth", returnByValue: true });
      if (wide.result.value > 0) faults.push(`${what}: ${wide.result.value} pixels wider than the window`);
      const { data } = await ask("Page.captureScreenshot", { captureBeyondViewport: true });
      writeFileSync(join(out, `${what}.png`), Buffer.from(data, "base64"));
      if (!axe) continue;
      // the page's own rules let no script in; the tool is put in beside them
      await ask("Runtime.evaluate", { expression: axe });
      const run = "axe.run({ resultTypes: ['violations'] }).then((r) => JSON.stringify(r.violations.map((v) => [v.id, v.impact, v.nodes.map((n) => n.target.join(' ')).slice(0, 3)])))";
      const found = await ask("Runtime.evaluate", { expression: run, awaitPromise: true, returnByValue: true });
      for (const [rule, impact, nodes] of JSON.parse(found.result.value ?? "[]")) {
        faults.push(`${what}: axe ${rule} (${impact}): ${nodes.join(", ")}`);
      }
    }
  }
}
end();
const count = Object.keys(pages).length;
if (faults.length) {
  console.log([...new Set(faults)].join("\n"));
  console.log(`${count} pages, ${faults.length} faults`);
  process.exit(1);
}
console.log(`${count} pages at two widths${axe ? ", checked with axe-core" : ""}: no fault; pictures in ${out}`);
process.exit(0);
