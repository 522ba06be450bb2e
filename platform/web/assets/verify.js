// Checks a slip against a notice on the reader's own phone. Nothing that is read here is sent anywhere: what stands
// behind the # of an address never leaves the browser. SHA-256 is written out, because a browser's own exists only
// over HTTPS. The format: docs/verify.md. The same verdicts as the program's and tools/verify.py's.

const NAMES = ["payees", "shares", "weight", "gross", "tax"];
const POLICIES = [null, "per_share_floor", "largest_remainder", "cumulative"];
const WIDTHS = { 17: 7, 15: 6, 13: 5, 10: 4, 8: 3, 5: 2, 3: 1 };
const TOP = 1n << 64n;

class Fault extends Error {}
const need = (truth, code) => { if (!truth) throw new Fault(code); };

// --- SHA-256 and HMAC ---

const primes = [];
for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
const fraction = (x) => ((x - Math.floor(x)) * 2 ** 32) >>> 0;
const START = primes.slice(0, 8).map((p) => fraction(Math.sqrt(p)));
const K = primes.map((p) => fraction(Math.cbrt(p)));
const turn = (x, n) => (x >>> n) | (x << (32 - n));

function sha256(bytes) {
  const size = Math.ceil((bytes.length + 9) / 64) * 64;
  const data = new Uint8Array(size);
  data.set(bytes);
  data[bytes.length] = 128;
  const view = new DataView(data.buffer);
  view.setUint32(size - 4, bytes.length * 8);
  const hash = START.slice();
  const w = new Uint32Array(64);
  for (let at = 0; at < size; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getUint32(at + 4 * i);
    for (let i = 16; i < 64; i++) {
      const a = w[i - 15], b = w[i - 2];
      w[i] = w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = hash;
    for (let i = 0; i < 64; i++) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((x, i) => { hash[i] = (hash[i] + x) | 0; });
  }
  const out = new DataView(new ArrayBuffer(32));
  hash.forEach((x, i) => out.setInt32(4 * i, x));
  return new Uint8Array(out.buffer);
}

function join(...parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { out.set(part, at); at += part.length; }
  return out;
}

function hmac(key, message) { // keys of 32 bytes only
  const pad = (byte) => Uint8Array.from({ length: 64 }, (_, i) => (key[i] ?? 0) ^ byte);
  return sha256(join(pad(0x5c), sha256(join(pad(0x36), message))));
}

const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

function big(number, length) {
  const out = new Uint8Array(length);
  for (let i = length - 1; i >= 0; i--) { out[i] = Number(number & 255n); number >>= 8n; }
  return out;
}

// --- reading ---

function fromDigits(text) {
  need(/^[0-9]*$/.test(text), "unreadable");
  const parts = [];
  for (let at = 0; at < text.length; at += 17) {
    const group = text.slice(at, at + 17);
    const length = WIDTHS[group.length];
    need(length && BigInt(group) < 1n << BigInt(8 * length), "unreadable");
    parts.push(big(BigInt(group), length));
  }
  return join(...parts);
}

class Reader {
  constructor(data) { this.data = data; this.at = 0; }
  take(count) {
    need(this.at + count <= this.data.length, "unreadable");
    this.at += count;
    return this.data.slice(this.at - count, this.at);
  }
  number() {
    let value = 0n;
    for (let place = 0; place < 10; place++) {
      const byte = this.take(1)[0];
      value |= BigInt(byte & 127) << BigInt(7 * place);
      if (byte < 128) {
        need((byte || !place) && value < TOP, "unreadable");
        return value;
      }
    }
    throw new Fault("unreadable");
  }
  id() {
    const value = this.number();
    need(value < TOP >> 1n, "unreadable");
    return value;
  }
  sums() { return NAMES.map(() => this.number()); }
  terms() {
    const policy = Number(this.number());
    need(policy < POLICIES.length, "unreadable");
    return { policy: POLICIES[policy], step: this.number(), pool: this.number() };
  }
}

const depthOf = (leaves) => (leaves > 1n ? (leaves - 1n).toString(2).length : 0);

function read(text) {
  const data = fromDigits(text.slice(text.lastIndexOf("#") + 1).replace(/\s/g, ""));
  need(data.length > 1 && data[0] === 1 && (data[1] === 1 || data[1] === 2), "unreadable");
  const at = new Reader(data);
  at.take(2);
  const it = { org: at.id(), round: at.id() };
  if (data[1] === 1) {
    Object.assign(it, { kind: "slip", terms: at.terms(), leaves: at.number(), index: at.number(), payee: at.id() });
    Object.assign(it, { salt: at.take(32), sums: at.sums(), siblings: [] });
    for (let i = depthOf(it.leaves); i > 0; i--) it.siblings.push({ hash: at.take(32), sums: at.sums() });
  } else {
    Object.assign(it, { kind: "notice", issue: at.number(), terms: at.terms(), leaves: at.number() });
    Object.assign(it, { root: at.take(32), sums: at.sums(), register: at.take(32), seq: at.number(), hash: at.take(32) });
    it.title = new TextDecoder().decode(at.take(Number(at.number())));
    Object.assign(it, { key: at.take(32), signature: at.take(64) });
  }
  need(at.at === data.length, "unreadable");
  return it;
}

// --- checking ---

const packed = (sums) => join(...sums.map((one) => big(one, 8)));

function above(left, right) {
  const sums = left.sums.map((one, i) => one + right.sums[i]);
  need(sums.every((one) => one < TOP), "overflow");
  return { hash: sha256(join([1], left.hash, packed(left.sums), right.hash, packed(right.sums))), sums };
}

function rightAmount(terms, line, before, all) {
  const [, , weight, gross] = line, total = all[2], paid = all[3];
  const { policy, step, pool } = terms;
  if (!policy || !total) {
    need(paid <= pool, "pool");
    return null;
  }
  if (policy === "per_share_floor") {
    need([1n, 10n, 100n].includes(step), "other_terms");
    const each = pool / total / step * step;
    need(paid === each * total, "pool");
    return each * weight;
  }
  need(step === 1n, "other_terms");
  need(paid === pool, "pool");
  const share = (w) => pool * w / total;
  if (policy === "cumulative") return share(before + weight) - share(before);
  const floor = share(weight);
  return pool * weight % total && gross === floor + 1n ? gross : floor;
}

function check(slip, root) {
  need(slip.kind === "slip", "unreadable");
  need(slip.index < slip.leaves, "not_a_place");
  const context = new TextEncoder().encode(`zhen/payout/lines/${slip.org}/${slip.round}`);
  const payee = hmac(slip.salt, big(slip.payee, 8));
  const length = big(BigInt(context.length), 4);
  let node = { hash: sha256(join([0, 1], length, context, [0, 0, 0, 32], payee, packed(slip.sums))), sums: slip.sums };
  let before = 0n;
  slip.siblings.forEach((sibling, height) => {
    if (slip.index >> BigInt(height) & 1n) {
      before += sibling.sums[2];
      node = above(sibling, node);
    } else {
      node = above(node, sibling);
    }
  });
  need(hex(node.hash) === root, "wrong_root");
  need(node.sums[0] === slip.leaves, "payees");
  const right = rightAmount(slip.terms, slip.sums, before, node.sums);
  need(right === null || right === slip.sums[3], "amount");
  return { sums: node.sums, isChecked: right !== null };
}

const same = (a, b) => JSON.stringify(a, (_, x) => String(x)) === JSON.stringify(b, (_, x) => String(x));

function checkNotice(slip, notice) {
  need(slip.org === notice.org && slip.round === notice.round, "other_round");
  need(slip.leaves === notice.leaves, "wrong_depth");
  const { policy, step, pool } = notice.terms;
  need(slip.terms.policy === policy && slip.terms.step === step && slip.terms.pool === pool, "other_terms");
  const held = check(slip, hex(notice.root));
  need(held.sums.every((one, i) => one === notice.sums[i]), "wrong_sums");
  return held;
}

/** One word for a text of digits and a root of 64 digits: `holds`, or what does not. For tests and the curious. */
export function verdict(digits, root) {
  try {
    check(read(digits), root);
    return "holds";
  } catch (fault) {
    if (fault instanceof Fault) return fault.message;
    throw fault;
  }
}

// --- the page ---

const grouped = (root) => root.match(/.{8}/g).join(" ");
const count = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");
const yuan = (fen) => `${count(fen / 100n)}.${String(fen % 100n).padStart(2, "0")}`;
const PREFIX = "zhen-notice-";
const place = (it) => `${PREFIX}${it.org}-${it.round}-`;

/** The notices that this browser keeps of a round, the latest issue first. A browser may refuse to keep anything. */
function kept(it) {
  const found = [];
  try {
    for (let i = 0; i < localStorage.length; i++) {
      const key = localStorage.key(i);
      if (!key.startsWith(place(it))) continue;
      const { digits, on } = JSON.parse(localStorage.getItem(key));
      found.push({ ...read(digits), on });
    }
  } catch { /* what cannot be read is as good as not kept */ }
  return found.sort((a, b) => Number(b.issue - a.issue));
}

function keep(notice, digits) {
  const now = new Date();
  const on = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  try {
    localStorage.setItem(`${place(notice)}${notice.issue}-${hex(notice.root)}`, JSON.stringify({ digits, on }));
    return true;
  } catch {
    return false;
  }
}

function show(name, values = {}) {
  const out = document.getElementById("verdict");
  out.append(document.getElementById(`say-${name}`).content.cloneNode(true));
  for (const [key, value] of Object.entries(values)) {
    for (const where of out.querySelectorAll(`[data-v="${key}"]`)) where.textContent = value;
  }
}

const all = (sums, leaves) => ({ lines: count(leaves), total: yuan(sums[3]), weights: count(sums[2]), shares: count(sums[1]) });

function tellNotice(notice, digits) {
  const before = kept(notice).find((one) => one.issue === notice.issue && hex(one.root) !== hex(notice.root));
  const isKept = keep(notice, digits);
  show(isKept ? "kept" : "unkept");
  if (before) show("changed", { other: grouped(hex(before.root)), on: before.on });
  const { title, issue, seq, root, hash } = notice;
  show("notice", { title, issue, root: grouped(hex(root)), check: `${seq}:${hex(hash)}`, ...all(notice.sums, notice.leaves) });
}

function tellSlip(slip, typed) {
  const notices = typed ? [] : kept(slip);
  if (!typed && !notices.length) return show("rootless");
  let fault = null;
  for (const notice of typed ? [null] : notices) {
    try {
      const held = notice ? checkNotice(slip, notice) : check(slip, typed);
      show("holds");
      show(held.isChecked ? "amount-right" : "amount-parts");
      const [, shares, weight, gross, tax] = slip.sums;
      show("slip", {
        net: yuan(gross - tax), gross: yuan(gross), tax: yuan(tax), weight: count(weight), own: count(shares),
        place: count(slip.index + 1n), ...all(held.sums, slip.leaves), root: grouped(notice ? hex(notice.root) : typed),
      });
      show(notice ? "from-notice" : "from-typing", notice ? { title: notice.title, on: notice.on } : {});
      return;
    } catch (found) {
      if (!(found instanceof Fault)) throw found;
      fault ??= { code: found.message, notice };
    }
  }
  show("differs");
  show(`fault-${fault.code}`);
  show("compared", { root: grouped(fault.notice ? hex(fault.notice.root) : typed) });
}

function run(text, root) {
  document.getElementById("verdict").replaceChildren();
  const typed = root.replace(/[\s-]/g, "").toLowerCase();
  try {
    if (typed) need(/^[0-9a-f]{64}$/.test(typed), "root");
    const digits = text.slice(text.lastIndexOf("#") + 1).replace(/\s/g, "");
    const it = read(digits);
    if (it.kind === "notice") tellNotice(it, digits);
    else tellSlip(it, typed);
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    show(fault.message === "root" ? "bad-root" : "unreadable");
  }
  document.getElementById("verdict").scrollIntoView({ block: "start" });
}

const form = document.querySelector("main form");
if (form) {
  const [slip, root] = [form.elements.slip, form.elements.root];
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(slip.value, root.value);
  });
  const scanned = () => {
    if (location.hash.length < 2) return;
    slip.value = location.hash.slice(1);
    run(location.hash, "");
  };
  addEventListener("hashchange", scanned);
  scanned();
}
