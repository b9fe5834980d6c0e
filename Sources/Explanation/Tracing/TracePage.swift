import Drawing
import Spec
import System

/// A trace as one page that needs nothing else, to be stepped through by buttons or keys, with a picture of the
/// network and what is known of it so far. Without scripts all text of it is shown.
struct TracePage {
  let text: String

  /// What the page says that it was written by.
  static let generator = "dlrun trace"

  init(_ trace: Trace) {
    let outline = TraceOutline(trace)
    var steps = ""
    for (heading, sections) in outline.steps {
      steps += "<h2 class=\"item\">\(heading.markup)</h2>\n"
      for section in sections {
        steps += "<h3 class=\"item\">\(section.title.markup)</h3>\n"
        for item in section.items {
          steps += """
            <article class="item stop"><p><b>\(item.heading.markup)</b> \
            <span>\(item.note.markup)</span></p>
            <pre>\(item.lines.joined(separator: "\n").markup)</pre></article>

            """
        }
      }
    }
    let body = """
      <h1>Backpropagation step by step</h1>
      <p class="faint">\(outline.title.markup)</p>
      <div class="trace">
      <aside hidden>
      <nav>
      <button id="first" title="Home">First</button>
      <button id="back" title="Left arrow">Back</button>
      <button id="next" title="Right arrow or space">Next</button>
      <button id="all" title="End">All</button>
      <output id="place"></output>
      <label id="rows" hidden>row <select id="row"></select></label>
      </nav>
      <figure id="picture"></figure>
      <p id="told" aria-live="polite"></p>
      </aside>
      <div class="steps">
      \(steps)</div>
      </div>
      """
    // A script ends at the first tag that closes one.
    let data = TracePicture(trace).json.onOneLine.replacingScalars { $0 == "<" ? "\\u003c" : nil }
    text = HTMLPage.page(
      title: "Backpropagation step by step", generator: Self.generator, body: body,
      style: Self.style, script: "\nconst trace = \(data);\n" + Self.script)
  }

  private static let style = """

    main { max-width: 100rem; padding-bottom: 50vh; }
    h2 { margin: 1.5rem 0 0; border: 0; }
    h2:first-child { margin-top: 0; }
    h3 { color: var(--faint); margin: 1.2rem 0 .4rem; }
    aside { position: sticky; top: 0; z-index: 1; background: var(--ground); padding: .5rem 0;
      border-bottom: 1px solid var(--line); }
    aside[hidden] { display: none; }
    button, select { font: inherit; padding: .1rem .7rem; color: var(--text);
      background: var(--ground); border: 1px solid var(--line); border-radius: 4px; }
    button { cursor: pointer; }
    button:hover, button:focus-visible { border-color: var(--c0); }
    output { margin: 0 .6rem; color: var(--faint); white-space: nowrap; }
    #picture { margin: .4rem 0 0; max-width: none; overflow-x: auto; }
    #picture svg { max-height: 45vh; margin: 0 auto; }
    #told { min-height: 3em; margin: .3rem 0 0; font-size: .9rem; color: var(--faint); }
    article { margin: .5rem 0; padding: .4rem .9rem; border-left: 3px solid var(--line);
      scroll-margin-bottom: 12vh; }
    article.current { border-color: var(--c0); background: var(--panel); }
    article p { margin: 0; }
    article span { margin-left: .75rem; color: var(--faint); font-size: .9rem; }
    article pre { margin: .25rem 0 0; padding: 0; background: none; }
    article pre:empty { display: none; }
    .later { display: none; }
    #picture text { text-anchor: middle; dominant-baseline: central; }
    #picture .unit { fill-opacity: 1; }
    #picture text { font-size: 14px; }
    #picture .unit, #picture .block { stroke: var(--faint); stroke-width: 1.2; fill: var(--panel); }
    #picture .known { fill: color-mix(in srgb, var(--sign) calc(var(--size) * 60%), var(--ground)); }
    #picture .edge { stroke: var(--sign, var(--line)); }
    #picture .edge.below { stroke-dasharray: 5 3; }
    #picture .reach { stroke: transparent; stroke-width: 12; }
    #picture .now { stroke: var(--text); stroke-width: 3; }
    #picture .frame { fill: none; stroke: var(--text); stroke-dasharray: 4 4; }
    #picture .label { paint-order: stroke; stroke: var(--ground); stroke-width: 6px; }
    #picture .strong { font-weight: 700; }
    #picture .quiet { fill: var(--faint); }
    @media (max-width: 30rem) { #picture text { font-size: 15px; } #picture svg { max-height: 50vh; } }
    @media (min-width: 60rem) {
      .trace { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1.1fr); gap: 2rem; }
      aside { order: 2; align-self: start; border: 0; max-height: 100vh; overflow-y: auto; }
      #picture svg { max-height: max(75vh, var(--least)); }
    }
    @media print {
      main { padding-bottom: 0; } nav, #told { display: none; } .later { display: block; }
      .trace { display: block; } aside { position: static; border: 0; }
      article { break-inside: avoid; } article.current { background: none; border-color: var(--line); }
      #picture svg { max-height: 11cm; min-width: 0 !important; }
    }

    """

  private static let script = """

    const items = [...document.querySelectorAll('.item')];
    const stops = items.filter(item => item.classList.contains('stop'));
    const byId = id => document.getElementById(id);
    let current = 0, row = 0;

    // What is known at a stop: values, gradients, and of parameters what became of them.
    function known(number) {
      const state = { values: {}, gradients: {}, now: trace.stops[number] };
      for (const stop of trace.stops.slice(0, number + 1)) {
        if (stop.first) {
          state.gradients = {};
          for (const name in state.values)
            if (!trace.parameters.includes(name)) delete state.values[name];
        }
        (stop.kind === 'gradient' ? state.gradients : state.values)[stop.of] = stop.value;
      }
      return state;
    }
    const isNumber = value => typeof value === 'number';
    function short(value, digits = isNarrow ? 2 : 3) {
      if (!isNumber(value)) return '?';
      if (value === 0) return '0';
      const size = Math.abs(value);
      return (size < 1e-3 || size >= 1e5 ? value.toExponential(1) : String(Number(value.toPrecision(digits))))
        .replace('-', '\\u2212').replace('e\\u2212', 'e-');
    }
    // An element of a value of rows: the row that was chosen, or the only one.
    function element(matrix, column) {
      if (!matrix || !matrix.rows) return undefined;
      return matrix.rows[Math.min(row, matrix.rows.length - 1)][column];
    }
    const escaped = text => String(text).replace(/[&<>"]/g, c => `&#${c.charCodeAt(0)};`);
    function summary(matrix) {
      if (!matrix) return '';
      if (matrix.rows && matrix.rows.length === 1 && matrix.rows[0].length === 1)
        return short(matrix.rows[0][0]);
      const all = matrix.rows ? matrix.rows.flat().filter(isNumber) : [matrix.least, matrix.greatest];
      return `${short(Math.min(...all))} … ${short(Math.max(...all))}`;
    }

    const isNarrow = matchMedia('(max-width: 30rem)').matches;
    const [gap, radius, pitch, head] = isNarrow ? [114, 26, 84, 46] : [160, 29, 98, 46];
    const most = Math.max(2, ...trace.layers.filter(layer => layer.isDrawn).map(layer => layer.units));
    const [width, height] = [gap * (trace.layers.length + 1), head + most * pitch + 26];
    const across = layer => gap / 2 + layer * gap;
    const down = (layer, unit) => head + (unit + 0.5) * most * pitch / trace.layers[layer].units;
    const middle = head + most * pitch / 2;
    let notes = [];

    function tinted(value, greatest) {
      if (!isNumber(value)) return '';
      const size = Math.min(1, Math.abs(value) / (greatest || 1));
      return `style="--sign: var(--c${value < 0 ? 1 : 0}); --size: ${size.toFixed(2)}"`;
    }
    function noted(text) { notes.push(text); return `data-note="${notes.length - 1}"`; }

    function draw() {
      const state = known(current), now = state.now;
      notes = [];
      const isNow = (kind, name) => now.of === name && (now.kind === 'gradient') === (kind === 'gradient');
      const touches = layer => [layer.value, layer.sums].includes(now.of);
      let lines = '', labels = '', nodes = '';
      trace.layers.forEach((layer, place) => {
        // Weights from the layer before.
        const before = trace.layers[place - 1];
        if (before && layer.weights && layer.isDrawn && before.isDrawn && layer.isFull) {
          const [w, g] = [state.values[layer.weights], state.gradients[layer.weights]];
          const isGradient = isNow('gradient', layer.weights);
          const shown = isGradient ? g : w;
          const strong = isGradient || isNow('value', layer.weights);
          const all = w && w.rows ? w.rows.flat().map(Math.abs) : [1];
          const greatest = Math.max(...all) || 1;
          for (let unit = 0; unit < layer.units; unit++)
            for (let input = 0; input < before.units; input++) {
              const [x1, y1] = [across(place - 1) + radius, down(place - 1, input)];
              const [x2, y2] = [across(place) - radius, down(place, unit)];
              const at = matrix => matrix && matrix.rows && matrix.rows[unit] && matrix.rows[unit][input];
              const [value, gradient] = [at(w), at(g)];
              const note = noted(`${layer.weights}[${unit + 1},${input + 1}] = ${short(value, 6)}`
                + (isNumber(gradient) ? `, gradient ${short(gradient, 6)}` : ''));
              const wide = isNumber(value) ? 0.8 + 3.2 * Math.abs(value) / greatest : 1;
              lines += `<g ${note}><line class="edge${value < 0 ? ' below' : ''}${strong ? ' strong' : ''}"
                ${tinted(value, greatest)} stroke-width="${wide.toFixed(1)}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>
                <line class="reach" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/></g>`;
              if (isNumber(at(shown)) && layer.units * before.units <= 16) {
                const share = 0.7;
                labels += `<text class="label${strong ? ' strong' : ''}" pointer-events="none"
                  x="${x1 + (x2 - x1) * share}" y="${y1 + (y2 - y1) * share}">${short(at(shown))}</text>`;
              }
            }
        } else if (before) {
          const name = layer.weights, strong = name && now.of === name;
          const note = name ? noted(`${name} ${summary(state.values[name])}`
            + (state.gradients[name] ? `, gradient ${summary(state.gradients[name])}` : '')) : '';
          lines += `<g ${note}><line class="edge${strong ? ' now' : ''}" style="--sign: var(--faint)" stroke-width="3"
            x1="${across(place - 1) + 30}" y1="${middle}" x2="${across(place) - 30}" y2="${middle}"/></g>`;
          if (name) labels += `<text class="label${strong ? ' strong' : ''}" x="${across(place) - gap / 2}"
            y="${middle - 14}">${escaped(name)}</text>`;
        }
        // The units, or all of them as one.
        const [z, a] = [state.values[layer.sums], state.values[layer.value]];
        const [dz, da] = [state.gradients[layer.sums], state.gradients[layer.value]];
        const bias = state.values[layer.bias];
        const isSums = isNow('value', layer.sums) && layer.sums !== layer.value;
        const isGradient = now.kind === 'gradient' && touches(layer);
        const shownName = (isSums || !a) && layer.sums ? layer.sums : layer.value;
        const strong = touches(layer);
        nodes += `<text class="${strong ? 'strong' : 'quiet'}" x="${across(place)}" y="14">${escaped(layer.name)}</text>`;
        if (strong) nodes += `<text class="strong" x="${across(place)}" y="32">${escaped(isGradient
          ? `\\u2202${trace.objective}/\\u2202${now.of}` : now.of)}</text>`;
        else if (z || a) nodes += `<text class="quiet" x="${across(place)}" y="32">${escaped(shownName)}</text>`;
        if (layer.isDrawn) {
          for (let unit = 0; unit < layer.units; unit++) {
            const value = element(isSums ? z : a || z, unit);
            const [gz, ga, b] = [element(dz, unit), element(da, unit), element(bias, unit)];
            const gradient = now.kind === 'gradient' && now.of === layer.value ? ga : isNumber(gz) ? gz : ga;
            const parts = [];
            if (isNumber(b)) parts.push(`${layer.bias}[${unit + 1}] = ${short(b, 6)}`);
            if (layer.sums && layer.sums !== layer.value && z) parts.push(`${layer.sums}[${unit + 1}] = ${short(element(z, unit), 6)}`);
            if (a) parts.push(`${layer.value}[${unit + 1}] = ${short(element(a, unit), 6)}`);
            if (isNumber(ga)) parts.push(`\\u2202${trace.objective}/\\u2202${layer.value} = ${short(ga, 6)}`);
            if (isNumber(gz) && layer.sums !== layer.value) parts.push(`\\u2202${trace.objective}/\\u2202${layer.sums} = ${short(gz, 6)}`);
            const name = place ? `unit ${unit + 1}` : (trace.inputs[unit] || `input ${unit + 1}`);
            const [x, y] = [across(place), down(place, unit)];
            nodes += `<g tabindex="0" ${noted(`${name}: ${parts.join(', ') || 'nothing known yet'}`)}>
              <circle class="unit${isNumber(value) ? ' known' : ''}${strong ? ' now' : ''}" ${tinted(value, 1)}
                cx="${x}" cy="${y}" r="${radius}"/>
              <text x="${x}" y="${y}"${strong && !isGradient ? ' class="strong"' : ''}>${isNumber(value) ? short(value) : ''}</text></g>`;
            if (isNumber(gradient)) nodes += `<text class="label${isGradient ? ' strong' : ' quiet'}" x="${x}"
              y="${y + radius + 11}">\\u2202 ${short(gradient)}</text>`;
            if (isNumber(b)) {
              const isBias = now.of === layer.bias;
              const shown = isBias && now.kind === 'gradient' ? element(state.gradients[layer.bias], unit) : b;
              nodes += `<text class="label${isBias ? ' strong' : ' quiet'}" x="${x}"
                y="${y - radius - 10}">${isBias && now.kind === 'gradient' ? '\\u2202b' : 'b'} ${short(shown)}</text>`;
            }
          }
        } else {
          const high = most * pitch - 40, x = across(place);
          const value = a || z, gradient = da || dz;
          nodes += `<g tabindex="0" ${noted(`${layer.name}, ${layer.shape}: `
            + (value ? `${shownName} ${summary(value)}` : 'nothing known yet')
            + (gradient ? `, gradient ${summary(gradient)}` : ''))}>
            <rect class="block${strong ? ' now' : ''}" x="${x - 46}" y="${head + 20}" width="92" height="${high}" rx="8"/>
            <text x="${x}" y="${middle - 24}" class="strong">${escaped(layer.shape)}</text>`
            + (value ? `<text x="${x}" y="${middle}">${summary(value).split(' … ')[0]} …</text>
              <text x="${x}" y="${middle + 18}">${summary(value).split(' … ')[1] || ''}</text>` : '')
            + (gradient ? `<text class="quiet" x="${x}" y="${middle + 42}">\\u2202 ${summary(gradient).split(' … ')[0]} …</text>
              <text class="quiet" x="${x}" y="${middle + 60}">${summary(gradient).split(' … ')[1] || ''}</text>` : '') + '</g>';
        }
        // What else is computed in the layer.
        const named = [layer.value, layer.sums, layer.weights, layer.bias];
        if (now.layer === place && !named.includes(now.of))
          nodes += `<rect class="frame" x="${across(place) - gap / 2 + 6}" y="24" width="${gap - 12}" height="${height - 34}" rx="8"/>
            <text class="label strong" x="${across(place)}" y="32">${escaped(now.kind === 'gradient' ? '\\u2202' + trace.objective + '/\\u2202' + now.of : now.of)}</text>`;
      });
      // The loss.
      const last = trace.layers.length, x = across(last), loss = state.values[trace.objective];
      const strong = now.layer === last;
      lines += `<line class="edge" style="--sign: var(--faint)" stroke-width="1.5" x1="${across(last - 1)}" y1="${middle}" x2="${x}" y2="${middle}"/>`;
      const y = state.values.y;
      const target = y && y.rows ? y.rows[Math.min(row, y.rows.length - 1)].map(v => short(v)).join(', ') : '';
      nodes += `<text class="${strong ? 'strong' : 'quiet'}" x="${x}" y="14">loss</text>
        <g tabindex="0" ${noted(`${trace.objective} ${loss ? '= ' + summary(loss) : ': not known yet'}`)}>
        <circle class="unit${strong ? ' now' : ''}" cx="${x}" cy="${middle}" r="${radius + 4}"/>
        <text x="${x}" y="${middle}"${strong ? ' class="strong"' : ''}>${loss ? summary(loss) : ''}</text></g>`
        + (strong ? `<text class="strong" x="${x}" y="32">${escaped(now.kind === 'gradient' ? '\\u2202' + trace.objective + '/\\u2202' + now.of : now.of)}</text>` : '')
        + (loss && !strong ? `<text class="quiet" x="${x}" y="32">${trace.objective}</text>` : '')
        + (target && target.length < 20 ? `<text class="quiet" x="${x}" y="${middle + radius + 18}">y ${target}</text>` : '');
      // Text stays readable: what is wider, or on a wide screen higher, than there is room for is scrolled.
      byId('picture').innerHTML = `<svg viewBox="0 0 ${width} ${height}" role="img"
        style="min-width: ${0.8 * width}px; --least: ${0.8 * height}px" aria-label="the network after this step">${lines}${nodes}${labels}</svg>`;
      byId('told').textContent = told();
      const place = now.layer < 0 ? trace.layers.findIndex(layer => [layer.weights, layer.bias].includes(now.of)) : now.layer;
      const figure = byId('picture');
      figure.scrollLeft = across(Math.max(place, 0)) / width * figure.scrollWidth - figure.clientWidth / 2;
    }
    function told() {
      const stop = trace.stops[current];
      const subject = { value: stop.of, gradient: `the gradient of ${trace.objective} by ${stop.of}`,
        update: `the new ${stop.of}` }[stop.kind];
      return `This step gives ${subject}. Point at a unit or a weight to see its value and its gradient.`;
    }
    function offerRows() {
      const rows = trace.stops[current].rows;
      byId('rows').hidden = rows.length < 2;
      byId('row').innerHTML = rows.map((number, place) => `<option value="${place}">${number}</option>`).join('');
      row = Math.min(row, rows.length - 1);
      byId('row').value = row;
    }
    function show(number) {
      current = Math.max(0, Math.min(stops.length - 1, number));
      const last = items.indexOf(stops[current]);
      items.forEach((item, place) => {
        item.classList.toggle('later', place > last);
        item.classList.toggle('current', place === last);
      });
      byId('place').textContent = `${current + 1} of ${stops.length}`;
      offerRows();
      draw();
      const isBeside = matchMedia('(min-width: 60rem)').matches;
      if (isBeside || current > 0) stops[current].scrollIntoView({ block: isBeside ? 'center' : 'end' });
    }
    const moves = {
      first: () => show(0), back: () => show(current - 1), next: () => show(current + 1),
      all: () => show(stops.length - 1)
    };
    for (const name in moves) byId(name).onclick = moves[name];
    byId('row').onchange = event => { row = Number(event.target.value); draw(); };
    const keys = { Home: 'first', ArrowLeft: 'back', ArrowUp: 'back', ArrowRight: 'next',
      ArrowDown: 'next', ' ': 'next', End: 'all' };
    addEventListener('keydown', event => {
      const move = keys[event.key];
      if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.tagName === 'SELECT') return;
      if (event.key === ' ' && event.target.tagName === 'BUTTON') return;
      event.preventDefault();
      moves[move]();
    });
    for (const kind of ['mouseover', 'focusin'])
      byId('picture').addEventListener(kind, event => {
        const part = event.target.closest('[data-note]');
        byId('told').textContent = part ? notes[part.dataset.note] : told();
      });
    byId('picture').addEventListener('mouseleave', () => byId('told').textContent = told());
    addEventListener('beforeprint', () => { const here = current; current = stops.length - 1; draw(); current = here; });
    addEventListener('afterprint', draw);
    document.querySelector('aside').hidden = false;
    show(/^#\\d+$/.test(location.hash) ? Number(location.hash.slice(1)) - 1 : 0);

    """
}
