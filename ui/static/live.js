// Keeps the page up with the hub. One tab of the browser holds the stream of changes for all of them
// (HTTP/1.1 allows six connections); the others hear of changes over a channel. Where the browser has no
// locks (plain HTTP), every tab in sight holds a stream of its own.
import { adopt } from "./morph.js";

const AT_MOST_EVERY = 500;
const CLOCK_EVERY = 60_000;
const TRY_AGAIN = 5_000;

const topics = (document.body.dataset.topics ?? "").split(/\s+/).filter(Boolean);
const place = document.body.dataset.reread ?? "";
const tab = Math.random().toString(36).slice(2);
const channel = "BroadcastChannel" in window ? new BroadcastChannel("hub-live") : null;

// Re-reading: the first change at once, then at most twice a second.

let last = -AT_MOST_EVERY;
let timer = 0;
let reading = false;

function changed() {
  if (timer) return;
  timer = setTimeout(read, Math.max(0, last + AT_MOST_EVERY - performance.now()));
}

async function read() {
  timer = 0;
  if (reading) return changed();
  reading = true;
  last = performance.now();
  try {
    const answer = await fetch(place, { headers: { "X-Live": "1" }, cache: "no-store" });
    if (!answer.ok || answer.redirected || !adopt(await answer.text())) show(false);
  } catch {
    show(false);
  } finally {
    reading = false;
  }
}

function show(on) {
  const sign = document.getElementById("live");
  const word = document.getElementById("live-word");
  if (!sign || !word) return;
  sign.hidden = false;
  sign.classList.toggle("live-off", !on);
  const said = on ? sign.dataset.on : sign.dataset.off;
  if (word.textContent !== said) word.textContent = said;
}

// The stream, for this tab alone or for all.

class Stream {
  constructor(tell) {
    this.tell = tell;
    this.wanted = new Map();
    this.source = null;
    this.open_ = false;
  }

  want(who, names) {
    const known = new Set([...this.wanted.values()].flat());
    this.wanted.set(who, names);
    if (this.source && names.every((name) => known.has(name))) return;
    this.open();
  }

  open() {
    this.close();
    const names = [...new Set([...this.wanted.values()].flat())];
    this.source = new EventSource(`/live?topics=${encodeURIComponent(names.join(","))}`);
    this.source.onopen = () => this.state(true);
    this.source.onerror = () => this.lost();
    this.source.onmessage = (event) => this.tell({ topic: event.data });
  }

  state(on) {
    this.open_ = on;
    this.tell({ on });
  }

  lost() {
    this.state(false);
    if (this.source?.readyState !== EventSource.CLOSED) return;
    this.close();
    setTimeout(() => this.source ?? this.open(), TRY_AGAIN);
  }

  close() {
    this.source?.close();
    this.source = null;
  }
}

function hear(message) {
  if (message.topic !== undefined && topics.includes(message.topic)) changed();
  if (message.on !== undefined) {
    show(message.on);
    if (message.on) changed(); // what happened between the page and the stream
  }
}

function lead() {
  const stream = new Stream((message) => {
    hear(message);
    channel.postMessage(message);
  });
  channel.onmessage = ({ data }) => {
    if (!data.hello) return hear(data);
    stream.want(data.hello, data.topics);
    if (stream.open_) channel.postMessage({ on: true });
  };
  stream.want(tab, topics);
  channel.postMessage({ who: true });
}

function follow() {
  const hello = () => channel.postMessage({ hello: tab, topics });
  channel.onmessage = ({ data }) => (data.who ? hello() : data.hello ? undefined : hear(data));
  hello();
}

function alone() {
  const stream = new Stream(hear);
  const look = () => (document.hidden ? stream.close() : stream.want(tab, topics));
  document.addEventListener("visibilitychange", look);
  look();
}

if (place && topics.length > 0 && "EventSource" in window) {
  if (channel && navigator.locks) {
    follow();
    navigator.locks.request("hub-live", () => {
      lead();
      return new Promise(() => {}); // held until the tab goes
    });
  } else {
    alone();
  }
  setInterval(() => document.hidden || changed(), CLOCK_EVERY);
}
