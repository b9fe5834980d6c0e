import Drawing

/// A trace as one page that needs nothing else, to be stepped through by buttons or keys. Without
/// scripts all of it is shown.
struct TracePage {
  let text: String

  init(_ outline: TraceOutline) {
    var body = ""
    for (heading, sections) in outline.steps {
      body += "<h2 class=\"item\">\(heading.markup)</h2>\n"
      for section in sections {
        body += "<h3 class=\"item\">\(section.title.markup)</h3>\n"
        for item in section.items {
          body += """
            <article class="item stop"><p><b>\(item.heading.markup)</b> \
            <span>\(item.note.markup)</span></p>
            <pre>\(item.lines.joined(separator: "\n").markup)</pre></article>

            """
        }
      }
    }
    text = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Backpropagation step by step</title>
      <style>\(Self.style)</style>
      </head>
      <body>
      <header>
      <h1>Backpropagation step by step</h1>
      <p>\(outline.title.markup)</p>
      <nav hidden>
      <button id="first" title="Home">First</button>
      <button id="back" title="Left arrow">Back</button>
      <button id="next" title="Right arrow or space">Next</button>
      <button id="all" title="End">All</button>
      <output id="place"></output>
      </nav>
      </header>
      <main>
      \(body)</main>
      <script>\(Self.script)</script>
      </body>
      </html>

      """
  }

  private static let style = """

    :root { color-scheme: light dark; --ink: #1a1a1a; --paper: #ffffff; --faint: #5c5c5c;
      --line: #d4d4d4; --mark: #0072b2; --tint: #eef5fa; }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e8e8e8; --paper: #16181b; --faint: #a3a3a3; --line: #3a3d42;
        --mark: #56b4e9; --tint: #1d2a35; } }
    body { margin: 0; color: var(--ink); background: var(--paper);
      font: 16px/1.5 system-ui, sans-serif; }
    header { position: sticky; top: 0; padding: 0.5rem 1.5rem; background: var(--paper);
      border-bottom: 1px solid var(--line); }
    header p { margin: 0; color: var(--faint); }
    h1 { margin: 0; font-size: 1.3rem; }
    h2 { margin: 2rem 0 0; font-size: 1.15rem; }
    h3 { margin: 1.5rem 0 0.5rem; font-size: 1rem; color: var(--faint); }
    main { max-width: 62rem; padding: 0 1.5rem 50vh; }
    nav { margin: 0.5rem 0 0; }
    nav[hidden] { display: none; }
    button { font: inherit; padding: 0.15rem 0.9rem; color: var(--ink); background: var(--paper);
      border: 1px solid var(--line); border-radius: 4px; cursor: pointer; }
    button:hover, button:focus-visible { border-color: var(--mark); }
    output { margin-left: 0.75rem; color: var(--faint); }
    article { margin: 0.5rem 0; padding: 0.4rem 0.9rem; border-left: 3px solid var(--line); }
    article.current { border-color: var(--mark); background: var(--tint); }
    article p { margin: 0; }
    article span { margin-left: 0.75rem; color: var(--faint); font-size: 0.9rem; }
    pre { margin: 0.25rem 0 0; overflow-x: auto; font: 0.95rem/1.5 ui-monospace, monospace; }
    .later { display: none; }
    @media print { nav, header { position: static; } nav { display: none; }
      .later { display: block; } main { padding-bottom: 0; } article { break-inside: avoid; } }

    """

  private static let script = """

    const items = [...document.querySelectorAll('.item')];
    const stops = items.filter(item => item.classList.contains('stop'));
    let current = 0;
    function show(number) {
      current = Math.max(0, Math.min(stops.length - 1, number));
      const last = items.indexOf(stops[current]);
      items.forEach((item, place) => {
        item.classList.toggle('later', place > last);
        item.classList.toggle('current', place === last);
      });
      document.getElementById('place').textContent = `${current + 1} of ${stops.length}`;
      stops[current].scrollIntoView({ block: 'center' });
    }
    const moves = {
      first: () => show(0), back: () => show(current - 1), next: () => show(current + 1),
      all: () => show(stops.length - 1)
    };
    for (const name in moves) document.getElementById(name).onclick = moves[name];
    const keys = { Home: 'first', ArrowLeft: 'back', ArrowUp: 'back', ArrowRight: 'next',
      ArrowDown: 'next', ' ': 'next', End: 'all' };
    addEventListener('keydown', event => {
      const move = keys[event.key];
      if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === ' ' && event.target.tagName === 'BUTTON') return;
      event.preventDefault();
      moves[move]();
    });
    document.querySelector('nav').hidden = false;
    show(0);

    """
}
