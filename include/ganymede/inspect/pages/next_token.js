// What comes next: a searchable table of the whole vocabulary, before and after a sampler's settings, and the logit lens.
'use strict';

(() => {
  const {data, el, svg, replace, sequential, textOn, percent, number, token, tooltip, controls, select, sequentialLegend} = ganymede;
  const page = document.getElementById('page');
  const count = (n) => n.toLocaleString('en');
  const names = {temperature: 'Temperature', top_k: 'Top-k', top_p: 'Top-p', min_p: 'Min-p', typical_p: 'Typical-p',
    processors: 'Penalties', renormalize_logits: 'Renormalised'};
  const stepName = (s) => names[s.name] || s.name;
  const filtered = data.steps.length > 0;

  // The text so far.
  page.append(el('section', {class: 'card'}, el('h2', null, 'The text so far'),
    el('div', {class: 'text-so-far scroll', tabindex: 0, 'aria-label': 'tokens of the text'},
      data.tokens.map((t) => token(t, {class: 'token-text chip'})), el('span', {class: 'chip next', 'aria-hidden': 'true'}, '?')),
    el('p', {class: 'note'}, `${count(data.tokens.length)} tokens, read by ${data.model}. `,
      'Its answer is not one word but a number for each of the ', count(data.ids.length), ' tokens it knows.')));

  // Rows of the table: by probability before all settings.
  const rows = [];
  for (let i = 0, kept = 0; i < data.ids.length; i++) {
    const cut = filtered ? data.cut[i] : -1;
    const before = data.before[i] === null ? 0 : Math.exp(data.before[i]);
    const after = !filtered ? before : cut < 0 ? Math.exp(data.after[kept++]) : 0;
    rows.push({rank: i + 1, id: data.ids[i], text: data.texts[i], lower: data.texts[i].toLowerCase(), before, after, cut});
  }
  const scale = 1 / Math.max(rows[0].before, ...(filtered ? rows.slice(0, 50).map((r) => r.after) : []), 1e-9);

  let query = '', only = null, shown = 25;
  const body = el('tbody', {id: 'rows'});
  const found = el('p', {class: 'note', id: 'found', 'aria-live': 'polite'});
  const more = el('button', {type: 'button', id: 'more', on: {click: () => { shown += 100; fill(); }}}, 'Show 100 more');
  const search = el('input', {id: 'search', type: 'search', placeholder: 'a word, or #123 for an id', autocomplete: 'off', spellcheck: 'false',
    on: {input: () => { query = search.value; shown = 25; fill(); }}});
  const bar = (share, kind) => el('div', {class: `bar ${kind}`, css: {width: `${Math.min(100 * share * scale, 100)}%`}});
  function fill() {
    const wanted = query.trim().toLowerCase(), id = /^#\d+$/.test(wanted) ? Number(wanted.slice(1)) : null;
    const fits = rows.filter((r) => (id !== null ? r.id === id : !query || r.lower.includes(query.toLowerCase()) || r.lower.trim() === wanted)
      && (only === null || (only === 'kept' ? r.cut < 0 : r.cut === only)));
    const part = fits.slice(0, shown);
    replace(body, part.map((r) => el('tr', {class: r.cut >= 0 ? 'cut' : null},
      el('td', {class: 'rank'}, count(r.rank)),
      el('td', {class: 'word'}, tooltip(token(r.text, {tabindex: 0}), () => [token(r.text), el('br'), `id ${r.id}, probability ${number(r.before, 4)}`,
        filtered ? [el('br'), r.cut < 0 ? `then ${number(r.after, 4)}` : `cut away by ${stepName(data.steps[r.cut])}`] : null])),
      el('td', {class: 'bars'}, bar(r.before, 'before'), filtered && r.cut < 0 ? bar(r.after, 'after') : null),
      el('td', {class: 'share'}, percent(r.before)),
      filtered ? el('td', {class: 'share final'}, r.cut < 0 ? percent(r.after) : el('span', {class: 'reason'}, stepName(data.steps[r.cut]))) : null)));
    const sum = fits.reduce((s, r) => s + r.before, 0);
    replace(found, fits.length === rows.length ? `${count(rows.length)} tokens; together 100 %.`
      : `${count(fits.length)} of ${count(rows.length)} tokens; the model gives them ${percent(sum)} together.`);
    more.hidden = part.length === fits.length;
  }

  // The way through the settings: how many tokens are left after each.
  let funnel = null;
  if (filtered) {
    const buttons = [];
    const choose = (what) => {
      only = only === what ? null : what;
      shown = 25;
      buttons.forEach((b) => b.node.setAttribute('aria-pressed', String(b.what === only)));
      fill();
    };
    const stage = (what, title, value, line) => {
      const node = el('button', {type: 'button', class: 'stage', 'aria-pressed': 'false', on: {click: () => choose(what)}},
        el('b', null, title), el('span', {class: 'value'}, value), el('span', {class: 'note'}, line));
      buttons.push({node, what});
      return node;
    };
    let left = data.ids.length;
    funnel = [el('p', null, 'The settings, in the order in which they work. Press one to see what it cuts away.'),
      el('div', {class: 'funnel', id: 'funnel'},
        el('div', {class: 'stage'}, el('b', null, 'The model'), el('span', {class: 'value'}, count(left)), el('span', {class: 'note'}, 'tokens possible')),
        data.steps.map((s, i) => {
          const lost = left - s.kept;
          left = s.kept;
          return stage(i, s.name === 'processors' || s.name === 'renormalize_logits' ? stepName(s) : `${stepName(s)} ${number(s.setting)}`,
            lost === 0 ? 'cuts none' : `− ${count(lost)}`,
            lost === 0 ? (s.name === 'temperature' ? (s.setting < 1 ? 'sharper: the likely gain' : 'flatter: the unlikely gain') : 'nothing taken')
              : `takes ${percent(s.lost)} of the probability`);
        }),
        stage('kept', 'Left', count(left), 'to draw from'))];
  }

  page.append(el('section', {class: 'card'}, el('h2', null, filtered ? 'Before and after the settings' : 'Every token, by probability'), funnel,
    controls(el('label', {for: 'search'}, 'Find', search)),
    filtered ? el('p', {class: 'legend keys'}, el('span', {class: 'key before'}), 'the model', el('span', {class: 'key after'}), 'after the settings') : null,
    el('div', {class: 'scroll'}, el('table', {class: 'vocabulary'},
      el('thead', null, el('tr', null, el('th', {class: 'rank'}, '#'), el('th', null, 'token'), el('th', {class: 'bars'}, ''),
        el('th', {class: 'share'}, filtered ? 'before' : 'probability'), filtered ? el('th', {class: 'share'}, 'after') : null)), body)),
    found, more));
  fill();

  // The logit lens: layers below each other, positions beside each other.
  if (!data.lens) return;
  const {first, cells} = data.lens;
  const layers = cells.length, columns = cells[0].length;
  const layerName = (l) => (l === 0 ? 'embedding' : l === layers - 1 ? `layer ${l} (answer)` : `layer ${l}`);
  const shades = [
    {name: 'of what the layer says', value: (c) => c.top[0][1]},
    {name: 'of the final answer', value: (c) => c.answer},
  ];
  let shade = 0, at = [layers - 1, columns - 1];
  const nodes = cells.map((row, l) => row.map((cell, t) => el('td', {tabindex: -1, class: 'cell', 'data-layer': l, 'data-position': first + t,
    on: {click: () => go(l, t), focus: () => mark(l, t)}}, token(cell.top[0][0]))));
  nodes.forEach((row, l) => row.forEach((node, t) => tooltip(node, () => [`${layerName(l)}, after `, token(data.tokens[first + t]), ': ',
    cells[l][t].top.slice(0, 5).map(([text, p]) => [el('br'), percent(p), ' ', token(text)])])));
  const detail = el('div', {id: 'lens-detail', 'aria-live': 'polite'});
  const table = el('table', {class: 'lens', role: 'grid', 'aria-label': 'what every layer would have said'},
    el('thead', null, el('tr', null, el('th', {class: 'corner'}, 'after'), cells[0].map((_, t) => el('th', {scope: 'col'}, token(data.tokens[first + t]))))),
    el('tbody', null, nodes.map((row, l) => el('tr', null, el('th', {scope: 'row'}, layerName(l)), row))));
  function paint() {
    nodes.forEach((row, l) => row.forEach((node, t) => {
      const color = sequential(shades[shade].value(cells[l][t]));
      node.style.setProperty('background', color);
      node.style.setProperty('color', textOn(color));
      node.classList.toggle('is-answer', cells[l][t].rank === 0);
    }));
  }
  function mark(l, t) {
    nodes[at[0]][at[1]].classList.remove('current');
    nodes[at[0]][at[1]].tabIndex = -1;
    at = [l, t];
    nodes[l][t].classList.add('current');
    nodes[l][t].tabIndex = 0;
    show();
  }
  function go(l, t) { nodes[l][t].focus(); }
  table.addEventListener('keydown', (e) => {
    const step = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]}[e.key];
    if (!step) return;
    e.preventDefault();
    go(Math.min(Math.max(at[0] + step[0], 0), layers - 1), Math.min(Math.max(at[1] + step[1], 0), columns - 1));
  });

  // The answer's way through the layers at one position, and the chosen layer's favourites.
  function chart(t) {
    const width = 340, height = 150, left = 38, right = 10, top = 10, bottom = 26;
    const x = (l) => left + (width - left - right) * (layers > 1 ? l / (layers - 1) : 0);
    const y = (p) => top + (height - top - bottom) * (1 - p);
    const line = cells.map((row, l) => `${x(l).toFixed(1)},${y(row[t].answer).toFixed(1)}`).join(' ');
    return svg('svg', {viewBox: `0 0 ${width} ${height}`, class: 'chart', role: 'img', 'aria-label': 'probability of the answer by layer'},
      [0, 0.5, 1].map((p) => [svg('line', {x1: left, x2: width - right, y1: y(p), y2: y(p), class: 'grid'}),
        svg('text', {x: left - 5, y: y(p) + 4, 'text-anchor': 'end'}, `${100 * p} %`)]),
      svg('polyline', {points: line, class: 'line'}),
      cells.map((row, l) => svg('circle', {cx: x(l), cy: y(row[t].answer), r: l === at[0] ? 5 : 2.5, class: l === at[0] ? 'dot now' : 'dot'})),
      svg('text', {x: left, y: height - 6}, 'embedding'), svg('text', {x: width - right, y: height - 6, 'text-anchor': 'end'}, `layer ${layers - 1}`));
  }
  function show() {
    const [l, t] = at, cell = cells[l][t], answer = cells[layers - 1][t].top[0][0];
    replace(detail,
      el('div', null, el('h3', null, `${layerName(l)[0].toUpperCase()}${layerName(l).slice(1)}, after `, token(data.tokens[first + t])),
        el('ol', {class: 'favourites'}, cell.top.map(([text, p]) => el('li', null, token(text),
          el('div', {class: 'bar after', css: {width: `${100 * p}%`}}), el('span', {class: 'share'}, percent(p)))))),
      el('div', null, el('h3', null, 'The way to the answer ', token(answer)),
        el('p', {class: 'note'}, cell.rank === 0 ? `Here it comes first, with ${percent(cell.answer)}.`
          : `Here it has ${percent(cell.answer)} and stands in place ${count(cell.rank + 1)}.`), chart(t)));
  }
  page.append(el('section', {class: 'card', id: 'lens'}, el('h2', null, 'What every layer would have said'),
    el('p', null, 'The vectors between the layers go through the model’s last norm and its head, as if the model ended there (the logit lens, ',
      'nostalgebraist 2020). Read from top to bottom: how the guess after each token becomes the answer. ',
      first > 0 ? `The last ${columns} of ${data.tokens.length} positions. ` : null),
    controls(select('Colour: probability', shades.map((s) => s.name), 0, (i) => { shade = i; paint(); }), sequentialLegend('0', '100 %'),
      el('span', {class: 'note'}, 'Framed: already the answer. Arrow keys move.')),
    el('div', {class: 'scroll lens-area'}, table), detail));
  paint();
  mark(...at);
  const area = page.querySelector('.lens-area');
  area.scrollLeft = area.scrollWidth;
})();
