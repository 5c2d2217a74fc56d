// The real service beside the vendors' doubles, as deploy/quickstart starts them: Ann, whose score arrived before the
// service looked for the first time, and Bob, whom his score hands over to Sales afterwards.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateKeyPairSync, randomBytes } from "node:crypto";

const hook = randomBytes(16).toString("hex");

function firstLine(child) {
  return new Promise((told, failed) => {
    let text = "";
    child.stdout.on("data", (more) => {
      text += more;
      if (text.includes("\n")) told(JSON.parse(text.slice(0, text.indexOf("\n"))));
    });
    child.on("exit", (code) => failed(new Error(`${child.spawnfile} ended with ${code} before it was ready`)));
  });
}

// Asks until the answer is one; the service works in its own time.
export async function until(what, ask, patience = 90_000) {
  const end = Date.now() + patience;
  for (;;) {
    const found = await ask();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what} did not come in time`);
    await new Promise((go) => setTimeout(go, 50));
  }
}

export async function start(root, crosswalk, doubles) {
  const work = mkdtempSync(join(process.env.TMPDIR ?? tmpdir(), "crosswalk-browser-"));
  const file = (name, text) => (writeFileSync(join(work, name), text), join(work, name));
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  file("salesforce.pem", privateKey);
  for (const [name, text] of Object.entries({ "salesforce.hook": hook, "activecampaign.hook": hook, "hubspot.token": "pat-na1-test", "hubspot.secret": hook, "activecampaign.key": "key" })) file(name, text);
  file("key", randomBytes(32).toString("base64") + "\n");
  // The doubles end when their standard input does.
  const vendors = spawn(doubles, ["--salesforce-public-key", file("salesforce.pub", publicKey), "--hubspot-token", "pat-na1-test", "--activecampaign-key", "key"], { stdio: ["pipe", "pipe", "ignore"] });
  const urls = await firstLine(vendors);
  const post = (url, body, type = "application/json") => fetch(url, { method: "POST", headers: { "Content-Type": type }, body });
  const score = (email, value) => post(`${urls.control}/_control/score`, JSON.stringify({ email, value }));

  const demo = readFileSync(join(root, "deploy/demo/crosswalk.yaml"), "utf8");
  const names = { WORK: work, MAPPINGS: join(root, "mappings"), SALESFORCE: urls.salesforce, HUBSPOT: urls.hubspot, ACTIVECAMPAIGN: urls.activecampaign };
  const config = file("crosswalk.yaml", demo.replace(/@([A-Z]+)@/g, (_, name) => names[name]));
  await score("ann@example.com", 81);
  const service = spawn(crosswalk, ["serve", "--config", config], { stdio: ["ignore", "pipe", "ignore"] });
  const { listening } = await firstLine(service);
  const token = execFileSync(crosswalk, ["token", "create", "--config", config], { encoding: "utf8" }).trim();
  const origin = `http://${listening.admin}`;
  const named = origin.replace("127.0.0.1", "localhost");
  const ask = async (path, more) => (await fetch(`${origin}/api/v1${path}`, { ...more, headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" } })).json();
  const api = (path) => ask(path);
  // The fragment of a link that signs in once.
  const invite = async (name, role) => new URL((await ask("/users", { method: "POST", body: JSON.stringify({ name, role }) })).link, origin).hash;

  const ann = await until("Ann's score", async () => {
    const lead = await api("/leads/ann@example.com");
    return lead.values?.lead_score?.value === "81" && lead.records.length === 3 && lead;
  });
  await until("Bob", async () => (await api("/leads/bob@example.com")).values?.company);
  await score("bob@example.com", 72);
  const form = readFileSync(join(root, "deploy/demo/activecampaign_automation.form"), "utf8");
  await post(`http://${listening.public}/hooks/activecampaign/${hook}`, form.replace("=42", "=43").replace("ann%40", "bob%40").replace("=Ann", "=Bob").replace("=Lee", "=Ray").replace("%2B15550100", "%2B12025550143"), "application/x-www-form-urlencoded");
  const handoff = await until("Bob's hand-off", async () => (await api("/handoffs")).handoffs[0]);
  const stop = async () => {
    const ended = new Promise((go) => service.on("exit", go));
    service.removeAllListeners("exit");
    service.on("exit", () => {});
    service.kill("SIGTERM");
    vendors.stdin.end();
    await Promise.race([ended, new Promise((go) => service.once("exit", go))]);
    rmSync(work, { recursive: true, force: true });
  };
  return { origin, named, token, api, invite, ann, handoff, stop };
}
