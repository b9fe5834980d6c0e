"use strict";

// The page asks each second for what is new; the server tells of each run what comes behind what the page has.

const runs = new Map();
const address = location.pathname.replace(/\/?$/, "/");
const byId = (id) => document.getElementById(id);

/** Makes an element with its attributes and what is in it: texts and elements. */
function make(name, attributes = {}, ...content) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...content);
  return element;
}

function draw(name, attributes = {}, text = "") {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== "") element.textContent = text;
  return element;
}

// MARK: Texts

/** A number of four digits. */
function figure(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return value.toExponential(2).replace(/\.?0+e/, "e").replace("e+", "e");
  return String(Number(value.toPrecision(4)));
}

function duration(seconds) {
  if (seconds < 1) return "under 1 s";
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${figure(Math.round(seconds / 360) / 10)} h`;
  return `${Math.round(seconds / 86400)} days`;
}

const color = (number) => `c${number % 7}`;
const own = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// MARK: Tables that grow

class Table {
  generation = -1;
  names = [];
  rows = [];
  latest = null;

  /** Takes what the server has added; true where there is anything new. */
  take(part) {
    if (!part) return false;
    const isNew = part.generation !== this.generation;
    if (isNew) this.rows = [];
    this.generation = part.generation;
    this.names = part.names;
    this.rows.push(...part.rows);
    const before = this.latest && this.latest[0];
    this.latest = part.latest;
    return isNew || part.rows.length > 0 || (part.latest && part.latest[0]) !== before;
  }

  get all() {
    const last = this.rows[this.rows.length - 1];
    return this.latest && (!last || this.latest[0] > last[0]) ? [...this.rows, this.latest] : this.rows;
  }

  /** The last value of a column; null where there is none. */
  last(name) {
    const place = this.names.indexOf(name);
    return place < 0 || !this.latest ? null : this.latest[place];
  }

  /** A column over epochs; null where no row has a value. */
  line(name, where = () => true) {
    const place = this.names.indexOf(name);
    if (place < 0) return null;
    const rows = this.all.filter((row) => row[place] !== null && where(row));
    return rows.length ? { x: rows.map((row) => row[0]), y: rows.map((row) => row[place]) } : null;
  }
}

// MARK: Charts

function steps(low, high, most) {
  const raw = (high - low) / most || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((value) => value >= raw * 0.999);
  const ticks = [];
  for (let number = Math.ceil(low / step - 1e-9); number * step <= high + step * 1e-9; number++) {
    ticks.push(Number((number * step).toPrecision(12)));
  }
  return ticks;
}

function powers(low, high) {
  const [first, last] = [Math.floor(low), Math.ceil(high)];
  const factors = last - first <= 2 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil((last - first) / 7));
  const ticks = [];
  for (let power = first; power <= last; power += every) {
    for (const factor of factors) {
      const value = Math.log10(factor) + power;
      if (value >= low - 1e-9 && value <= high + 1e-9) ticks.push(factor * 10 ** power);
    }
  }
  return ticks;
}

class Plot {
  constructor(title, label, { log = null } = {}) {
    this.label = label;
    this.svg = draw("svg", { role: "img", "aria-label": title });
    this.legend = make("ul", { class: "legend" });
    this.tip = make("div", { class: "tip", hidden: "" });
    const caption = make("figcaption", {}, make("span", {}, title));
    this.check = null;
    if (log !== null) {
      this.check = make("input", { type: "checkbox" });
      this.check.checked = log;
      this.check.addEventListener("change", () => this.redraw());
      caption.append(make("label", {}, this.check, " logarithmic"));
    }
    this.figure = make("figure", { class: "plot" }, caption, this.svg, this.legend, this.tip);
    this.lines = [];
    this.marks = [];
    this.svg.addEventListener("pointermove", (event) => this.hover(event.offsetX));
    this.svg.addEventListener("pointerleave", () => this.hover(null));
  }

  /** Shows lines { name, color, dashes, x, y } and changes { x, text }. */
  show(lines, marks = []) {
    this.lines = lines;
    this.marks = marks;
    const wasHidden = this.figure.hidden;
    this.figure.hidden = lines.length === 0;
    this.redraw();
    // Those beside it have another width now.
    if (wasHidden !== this.figure.hidden) requestAnimationFrame(redraw);
  }

  redraw() {
    const width = this.figure.clientWidth;
    if (width === 0 || this.lines.length === 0) return;
    const isLog = this.check !== null && this.check.checked;
    const height = Math.round(Math.min(300, Math.max(210, width * 0.5)));
    const [left, right, top, bottom] = [58, 14, 10, 40];
    const ys = this.lines.flatMap((line) => line.y).filter((y) => !isLog || y > 0);
    const xs = this.lines.flatMap((line) => [line.x[0], line.x[line.x.length - 1]]);
    const least = (values) => values.reduce((one, other) => Math.min(one, other), Infinity);
    const greatest = (values) => values.reduce((one, other) => Math.max(one, other), -Infinity);
    let [x0, x1] = [least(xs), greatest(xs)];
    if (x1 === x0) x1 = x0 + 1;
    const scale = isLog ? Math.log10 : (value) => value;
    let [y0, y1] = ys.length ? [scale(least(ys)), scale(greatest(ys))] : [0, 1];
    if (!isLog && y0 === 0 && y1 === 0) y1 = 1;
    const margin = (y1 - y0) * 0.04 || (isLog ? 0.5 : Math.abs(y0) * 0.1);
    [y0, y1] = [y0 - margin, y1 + margin];
    const across = (x) => left + ((x - x0) / (x1 - x0)) * (width - left - right);
    const up = (y) => height - bottom - ((scale(y) - y0) / (y1 - y0)) * (height - top - bottom);
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const parts = [];
    const rule = (kind, x, y, toX, toY) =>
      parts.push(draw("line", { class: kind, x1: x, y1: y, x2: toX, y2: toY }));
    const write = (text, x, y, anchor, kind = "") =>
      parts.push(draw("text", { x, y, "text-anchor": anchor, class: kind }, text));
    for (const value of steps(x0, x1, Math.max(2, Math.floor(width / 75))).filter(Number.isInteger)) {
      rule("grid", across(value), top, across(value), height - bottom);
      write(figure(value), across(value), height - bottom + 16, "middle");
    }
    for (const value of isLog ? powers(y0, y1) : steps(y0, y1, 5)) {
      rule("grid", left, up(value), width - right, up(value));
      write(figure(value), left - 6, up(value) + 4, "end");
    }
    rule("axis", left, height - bottom, width - right, height - bottom);
    rule("axis", left, top, left, height - bottom);
    write("epoch", (left + width - right) / 2, height - 6, "middle");
    for (const mark of this.marks) {
      if (mark.x < x0 || mark.x > x1) continue;
      const isLate = across(mark.x) > width * 0.7;
      rule("change", across(mark.x), top, across(mark.x), height - bottom);
      write(mark.text, across(mark.x) + (isLate ? -4 : 4), top + 11, isLate ? "end" : "start", "warm");
    }
    for (const line of this.lines) {
      let path = "";
      line.x.forEach((x, index) => {
        if (isLog && line.y[index] <= 0) return;
        path += `${path ? "L" : "M"}${across(x).toFixed(1)} ${up(line.y[index]).toFixed(1)}`;
      });
      parts.push(draw("path", { class: color(line.color), "stroke-dasharray": line.dashes || "none", d: path }));
    }
    this.cursor = draw("line", { class: "hover", y1: top, y2: height - bottom, visibility: "hidden" });
    this.svg.replaceChildren(...parts, this.cursor);
    this.legend.replaceChildren(
      ...this.lines.map((line) => {
        const sample = draw("svg", { viewBox: "0 0 28 10" });
        sample.append(
          draw("path", { class: color(line.color), "stroke-dasharray": line.dashes || "none", d: "M0 5h28" }));
        return make("li", {}, sample, line.name);
      }));
    this.place = { across, x0, x1, left, right, width };
  }

  /** Says what the lines have at a place. */
  hover(offset) {
    const place = this.place;
    this.tip.hidden = offset === null || !place;
    if (this.cursor) this.cursor.setAttribute("visibility", this.tip.hidden ? "hidden" : "visible");
    if (this.tip.hidden) return;
    const share = (offset - place.left) / (place.width - place.left - place.right);
    const wanted = place.x0 + Math.min(1, Math.max(0, share)) * (place.x1 - place.x0);
    let epoch = null;
    const found = this.lines.map((line) => {
      let [low, high] = [0, line.x.length - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (line.x[middle] < wanted) low = middle + 1;
        else high = middle;
      }
      if (low > 0 && wanted - line.x[low - 1] < line.x[low] - wanted) low--;
      epoch ??= line.x[low];
      return `${line.name}  ${figure(line.y[low])}`;
    });
    this.tip.textContent = [`epoch ${epoch}`, ...found].join("\n");
    const x = place.across(epoch);
    this.cursor.setAttribute("x1", x);
    this.cursor.setAttribute("x2", x);
    const isLate = x > place.width / 2;
    this.tip.style.left = isLate ? "" : `${x + 8}px`;
    this.tip.style.right = isLate ? `${place.width - x + 8}px` : "";
  }
}

// MARK: The surface of two inputs

class Surface {
  constructor() {
    this.canvas = make("canvas", { role: "img" });
    this.caption = make("span");
    this.legend = make("div", { class: "legend" });
    this.figure = make("figure", { class: "plot", hidden: "" },
      make("figcaption", {}, this.caption), this.canvas, this.legend);
    this.surface = null;
  }

  show(surface) {
    this.surface = surface;
    this.figure.hidden = false;
    this.redraw();
  }

  static ramp = [[0, 32, 76], [65, 77, 107], [124, 123, 120], [188, 175, 111], [255, 234, 70]];

  static shade(share) {
    const place = Math.min(1, Math.max(0, share)) * (Surface.ramp.length - 1);
    const first = Math.min(Surface.ramp.length - 2, Math.floor(place));
    return Surface.ramp[first].map((value, part) =>
      Math.round(value + (Surface.ramp[first + 1][part] - value) * (place - first)));
  }

  redraw() {
    const surface = this.surface;
    const width = this.figure.clientWidth;
    if (!surface || width === 0) return;
    const rgb = (text) => [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));
    const ground = rgb(own("--ground"));
    const palette = [0, 1, 2, 3, 4, 5, 6].map((number) => rgb(own(`--c${number}`)));
    const bytes = Uint8Array.from(atob(surface.answers), (letter) => letter.charCodeAt(0));
    const small = document.createElement("canvas");
    [small.width, small.height] = [surface.columns, surface.rows];
    const image = new ImageData(surface.columns, surface.rows);
    for (let row = 0; row < surface.rows; row++) {
      for (let column = 0; column < surface.columns; column++) {
        const from = row * surface.columns + column;
        const to = 4 * ((surface.rows - 1 - row) * surface.columns + column);
        let pixel;
        if (surface.classes) {
          const share = 0.15 + (0.5 * bytes[2 * from + 1]) / 255;
          const full = palette[bytes[2 * from] % 7];
          pixel = full.map((value, part) => ground[part] + share * (value - ground[part]));
        } else {
          pixel = Surface.shade(bytes[from] / 255);
        }
        image.data.set([...pixel, 255], to);
      }
    }
    small.getContext("2d").putImageData(image, 0, 0);
    const [left, bottom, top, right] = [58, 40, 6, 14];
    const height = Math.round(Math.min(420, Math.max(230, width * 0.62)));
    const ratio = window.devicePixelRatio || 1;
    [this.canvas.width, this.canvas.height] = [width * ratio, height * ratio];
    this.canvas.style.height = `${height}px`;
    const context = this.canvas.getContext("2d");
    context.scale(ratio, ratio);
    context.drawImage(small, left, top, width - left - right, height - top - bottom);
    const [[x0, x1], [y0, y1]] = [surface.x, surface.y];
    const across = (x) => left + ((x - x0) / (x1 - x0)) * (width - left - right);
    const up = (y) => height - bottom - ((y - y0) / (y1 - y0)) * (height - top - bottom);
    const round = (x, y) => {
      context.beginPath();
      context.arc(x, y, 3.2, 0, 2 * Math.PI);
    };
    const isDark = ground[0] < 128;
    for (const [x, y, target] of surface.points) {
      round(across(x), up(y));
      const fill = surface.classes
        ? palette[target % 7]
        : Surface.shade((target - surface.least) / (surface.greatest - surface.least || 1));
      context.fillStyle = `rgb(${fill.join(",")})`;
      context.fill();
      context.strokeStyle = isDark ? "#000" : "#fff";
      context.lineWidth = 1;
      context.stroke();
    }
    context.fillStyle = own("--text");
    context.font = "12px system-ui, sans-serif";
    context.textAlign = "center";
    for (const value of steps(x0, x1, Math.max(2, Math.floor(width / 110)))) {
      context.fillText(figure(value), across(value), height - bottom + 16);
    }
    context.fillText(surface.names[0], (left + width - right) / 2, height - 5);
    context.textAlign = "right";
    for (const value of steps(y0, y1, 5)) context.fillText(figure(value), left - 6, up(value) + 4);
    context.save();
    context.translate(12, (top + height - bottom) / 2);
    context.rotate(-Math.PI / 2);
    context.textAlign = "center";
    context.fillText(surface.names[1], 0, 0);
    context.restore();
    this.caption.textContent = `${surface.target} over ${surface.names.join(" and ")}, ${surface.when}`;
    this.canvas.setAttribute("aria-label", this.caption.textContent);
    if (surface.classes) {
      this.legend.replaceChildren(...surface.classes.map((name, number) => {
        const dot = make("span", { class: "dot" });
        dot.style.background = own(`--c${number % 7}`);
        return make("span", {}, dot, `${surface.target} = ${name}`);
      }));
    } else {
      const scale = make("span", { class: "scale" });
      scale.style.background = `linear-gradient(to right, ${
        Surface.ramp.map((part) => `rgb(${part.join(",")})`).join(",")})`;
      this.legend.replaceChildren(
        make("span", {}, figure(surface.least), scale, figure(surface.greatest)));
    }
  }
}

// MARK: A run

const stateTexts = {
  waiting: "not begun", running: "running", finished: "finished", interrupted: "interrupted",
  diverged: "diverged", unreadable: "unreadable",
};

class Run {
  curves = new Table();
  layers = new Table();
  findings = { version: 0 };
  surfaceVersion = 0;
  info = null;

  constructor(id) {
    this.id = id;
    this.name = make("span");
    this.state = make("span", { class: "state" });
    this.filling = make("div");
    this.numbers = make("dl", { class: "figures" });
    this.stop = make("button", { type: "button", class: "stop" }, "Stop");
    this.stop.addEventListener("click", () => this.send("stop", "", "asked to stop with a checkpoint"));
    this.rate = make("input", { type: "text", inputmode: "decimal", class: "rate", "aria-label": "learning rate" });
    this.form = make("form", { hidden: "" }, "learning rate", this.rate,
      make("button", { type: "submit", class: "change" }, "Change"));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const value = this.rate.value.trim();
      this.send("learning-rate", `&value=${encodeURIComponent(value)}`,
        `learning rate ${value} from the next epoch on`);
    });
    this.answer = make("span", { class: "answer faint", role: "status" });
    this.resume = make("p", { class: "resume", hidden: "" });
    this.card = make("section", { class: "run" },
      make("div", { class: "title" }, make("h2", {}, this.name), this.state),
      make("div", { class: "bar" }, this.filling), this.numbers,
      make("div", { class: "controls" }, this.stop, this.form, this.answer), this.resume);
    this.card.style.setProperty("--own", `var(--c${id % 7})`);
    this.heading = make("summary");
    this.list = make("div", { class: "findings" });
    this.surface = new Surface();
    this.layerPlots = [
      ["gradient_norm", new Plot("Gradient by layer, in the last update of an epoch", "norm", { log: true })],
      ["update_ratio", new Plot("Update by layer, relative to its weights", "ratio", { log: true })],
      ["weight_norm", new Plot("Weights by layer", "norm", { log: false })],
      ["dead_units", new Plot("Share of dead units by layer", "share")],
      ["saturated_units", new Plot("Share of saturated units by layer", "share")],
    ];
    const plots = make("div", { class: "plots" }, this.surface.figure,
      ...this.layerPlots.map(([, plot]) => plot.figure));
    for (const [, plot] of this.layerPlots) plot.figure.hidden = true;
    this.details = make("details", {}, this.heading, this.list, plots);
    this.details.addEventListener("toggle", () => this.redraw());
    byId("runs").append(this.card);
    byId("details").append(this.details);
  }

  /** Asks the server for something. */
  async send(action, more, done) {
    this.answer.textContent = "…";
    try {
      const response = await fetch(`${address}${action}?run=${this.id}${more}`, { method: "POST" });
      const answer = await response.json();
      this.answer.textContent = answer.error ?? done;
    } catch {
      this.answer.textContent = "the program that serves this page does not answer";
    }
  }

  take(part) {
    this.info = part;
    const hasCurves = this.curves.take(part.curves);
    const hasLayers = this.layers.take(part.layers);
    if (part.findings) this.findings = part.findings;
    if (part.surface) {
      this.surfaceVersion = part.surface.version;
      this.surface.show(part.surface);
    }
    this.showCard();
    if (part.findings) this.showFindings();
    if (hasLayers) this.showLayers();
    return hasCurves;
  }

  get epoch() { return this.curves.latest ? this.curves.latest[0] : 0; }

  /** Seconds that are left by the last epochs' pace; null where nobody knows. */
  get left() {
    const rows = this.curves.all;
    const seconds = this.curves.names.indexOf("seconds");
    if (rows.length < 2) return null;
    const last = rows[rows.length - 1];
    const first = rows[Math.max(0, rows.length - 20)];
    const pace = (last[seconds] - first[seconds]) / (last[0] - first[0]);
    return Math.max(0, pace * (this.info.epochs - last[0]) - this.info.age);
  }

  showCard() {
    const info = this.info;
    this.name.textContent = info.name;
    this.name.title = info.path;
    this.heading.textContent = info.name;
    this.state.className = `state ${info.state}`;
    this.state.textContent = stateTexts[info.state];
    const isRunning = info.state === "running";
    this.filling.style.width = `${info.epochs ? Math.min(100, (100 * this.epoch) / info.epochs) : 0}%`;
    const score = this.curves.names.includes("train_rmse") ? "rmse" : "accuracy";
    const entries = [["epoch", `${this.epoch} of ${info.epochs}`]];
    const left = isRunning ? this.left : null;
    if (left !== null && this.epoch < info.epochs) entries.push(["time left", duration(left)]);
    for (const [name, title] of [
      ["train_loss", "training loss"], ["validation_loss", "validation loss"],
      [`train_${score}`, `training ${score}`], [`validation_${score}`, `validation ${score}`],
      ["learning_rate", "learning rate"],
    ]) {
      const value = this.curves.last(name);
      if (value !== null && value !== undefined) entries.push([title, figure(value)]);
    }
    if (info.note) entries.push(["note", info.note]);
    this.numbers.replaceChildren(...entries.map(([title, text]) =>
      make("div", {}, make("dt", {}, title), make("dd", { "data-name": title }, text))));
    this.stop.hidden = !info.process;
    this.stop.disabled = !isRunning;
    this.stop.title = `ends process ${info.process} as Ctrl-C does, with a checkpoint`;
    this.form.hidden = !info.takesRates;
    if (info.takesRates && document.activeElement !== this.rate && this.shownRate !== info.rate) {
      this.rate.value = this.shownRate = info.rate;
    }
    this.form.title = info.isScheduled
      ? "the optimizer's learning rate, of which warm-up and schedule make that of each update"
      : "the optimizer's learning rate";
    if (!isRunning && info.state !== "waiting") this.answer.textContent = "";
    this.resume.hidden = info.state !== "interrupted";
    this.resume.replaceChildren("Go on with: ", make("code", {}, info.resume));
  }

  showFindings() {
    const { list, unseen } = this.findings;
    const items = list.map((finding) =>
      make("div", { class: "finding" }, make("b", {}, finding.code), `: ${finding.finding}.`, make("br"),
        make("span", { class: "faint" }, `Try: ${finding.try}.`)));
    if (items.length === 0) items.push(make("p", { class: "faint" }, "The doctor finds nothing so far."));
    this.list.replaceChildren(
      ...items, ...unseen.map((text) => make("p", { class: "faint" }, text)));
  }

  showLayers() {
    if (!this.details.open) return;
    const table = this.layers;
    const place = table.names.indexOf("layer");
    const labels = this.info.layerNames;
    for (const [column, plot] of this.layerPlots) {
      const lines = labels.flatMap((name, layer) => {
        const line = table.line(column, (row) => row[place] === layer);
        return line ? [{ name, color: layer, dashes: ["", "7 4", "2 3"][Math.floor(layer / 7) % 3], ...line }] : [];
      });
      plot.show(lines, this.changes);
    }
  }

  redraw() {
    this.showLayers();
    this.surface.redraw();
  }

  get changes() {
    return this.info.changes.map((change) => ({ x: change.epoch, text: `rate ${figure(change.learning_rate)}` }));
  }
}

// MARK: All runs

const plots = [
  ["loss", new Plot("Loss", "loss", { log: false }), ["train_loss", "validation_loss"]],
  ["accuracy", new Plot("Accuracy", "accuracy"), ["train_accuracy", "validation_accuracy"]],
  ["rmse", new Plot("Root mean squared error", "rmse", { log: false }), ["train_rmse", "validation_rmse"]],
  ["rate", new Plot("Learning rate", "learning rate", { log: false }), ["learning_rate"]],
];
for (const [name, plot] of plots) {
  plot.figure.id = name;
  byId("curves").append(plot.figure);
  plot.figure.hidden = true;
}

function showCurves() {
  const isAlone = runs.size === 1;
  for (const [kind, plot, columns] of plots) {
    const lines = [...runs.values()].flatMap((run) =>
      columns.flatMap((column) => {
        const line = run.curves.line(column);
        if (!line) return [];
        if (kind === "rate" && line.y.every((value) => value === line.y[0])) return [];
        const part = column.startsWith("validation") ? "validation" : "training";
        const name = kind === "rate" ? run.info.name : isAlone ? part : `${run.info.name}, ${part}`;
        const number = isAlone && part === "validation" ? 1 : run.id;
        return [{ name, color: number, dashes: part === "validation" ? "7 4" : "", ...line }];
      }));
    plot.show(lines, isAlone ? [...runs.values()][0].changes : []);
  }
}

let isOver = false;

function take(news) {
  let hasCurves = false;
  const isFirst = runs.size === 0;
  for (const part of news.runs) {
    if (!runs.has(part.id)) runs.set(part.id, new Run(part.id));
    hasCurves = runs.get(part.id).take(part) || hasCurves;
  }
  if (isFirst) {
    for (const run of runs.values()) run.details.open = runs.size <= 2;
  }
  if (hasCurves) showCurves();
  const states = [...runs.values()].map((run) => run.info.state);
  const running = states.filter((state) => state === "running").length;
  document.title = `${running ? `${running} running` : "nothing running"} – dlrun watch`;
  byId("status").textContent = news.isOver
    ? "Training is over; this page keeps what it has seen."
    : running ? "live" : "nothing is running";
  isOver = news.isOver;
  return running > 0;
}

async function poll() {
  let pause = 1000;
  try {
    const seen = [...runs.values()].map((run) =>
      [run.id, run.curves.generation, run.curves.rows.length, run.layers.generation, run.layers.rows.length,
        run.findings.version, run.surfaceVersion].join(":"));
    const response = await fetch(`${address}news?seen=${seen.join(",")}`, { cache: "no-store" });
    if (!response.ok) throw new Error(`status ${response.status}`);
    if (!take(await response.json())) pause = 3000;
  } catch {
    byId("status").textContent = "The program that serves this page has ended, or does not answer.";
    pause = 3000;
  }
  if (!isOver) setTimeout(poll, pause);
}

function redraw() {
  for (const [, plot] of plots) plot.redraw();
  for (const run of runs.values()) if (run.info) run.redraw();
}

let width = window.innerWidth;
window.addEventListener("resize", () => {
  if (window.innerWidth !== width) redraw();
  width = window.innerWidth;
});
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
poll();
