// Links between words, the whole map beside them, and all heads at a glance.
'use strict';

(() => {
  const {data, el, svg, replace, sequential, textOn, percent, number, token, tooltip, showTip, hideTip, controls, select,
    sequentialLegend} = ganymede;
  const kindNames = {self: 'the text itself (self-attention)', cross: 'the source (cross-attention)', encoder: 'the source itself (encoder)'};
  const rowHeight = 30;
  const MEAN = -1;

  // --- the numbers -----------------------------------------------------------------------------------------------
  // {rows, columns}: their tokens, words, and the word of each token. Each layer is base64 of 16 bits a weight, head after head; rows of
  // causal attention end at their own position.
  function unpack(text, maps, kind) {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const values = new Uint16Array(bytes.buffer, 0, bytes.length >> 1);
    const T = kind.rows.tokens.length, S = kind.columns.tokens.length, out = [];
    let at = 0;
    for (let m = 0; m < maps; ++m) {
      const map = new Float32Array(T * S);
      for (let t = 0; t < T; ++t) {
        const end = kind.causal ? t + 1 : S;
        for (let s = 0; s < end; ++s) map[t * S + s] = values[at++] / 65535;
      }
      out.push(map);
    }
    return out;
  }
  const mean = (maps) => maps[0].map((_, i) => maps.reduce((sum, map) => sum + map[i], 0) / maps.length);
  const layersOf = new Map();
  function layerMaps(kind, layer) {
    const name = `${kind.kind} ${layer}`;
    if (!layersOf.has(name)) layersOf.set(name, unpack(kind.weights[layer - kind.firstLayer], kind.heads, kind));
    return layersOf.get(name);
  }
  function tokenMap() {
    const {kind, layer, head} = state;
    if (state.rollout) return unpack(kind.rollout, 1, kind)[0];
    const one = (l) => (head === MEAN ? mean(layerMaps(kind, l)) : layerMaps(kind, l)[head]);
    return layer === MEAN ? mean(kind.weights.map((_, i) => one(kind.firstLayer + i))) : one(layer);
  }
  // Tokens to words: what is looked at adds up, what looks is the mean (Clark et al. 2019, section 4.1).
  function toWords(map, rows, columns) {
    const T = rows[rows.length - 1] + 1, S = columns[columns.length - 1] + 1, K = columns.length;
    const sizes = new Array(T).fill(0), out = new Float32Array(T * S);
    rows.forEach((word) => { ++sizes[word]; });
    rows.forEach((row, t) => columns.forEach((column, s) => { out[row * S + column] += map[t * K + s] / sizes[row]; }));
    return out;
  }
  // What a kind begins with where nothing was asked for: the head that tells most.
  const telling = (kind) => ({layer: kind.telling[0], head: kind.telling[1]});
  const state = {kind: data.kinds.find((k) => k.kind === data.kind) ?? data.kinds[0], layer: data.layer, head: data.head,
    rollout: data.rollout, words: true, withoutFirst: false, pinned: null, hovered: null, measure: 1};
  if (state.layer === MEAN && state.head === MEAN && !state.rollout) Object.assign(state, telling(state.kind));
  let view;  // what is shown: {queries, keys, T, S, at(t, s), max}

  function rebuild() {
    const {kind, words} = state, which = words ? 'words' : 'tokens';
    const map = words ? toWords(tokenMap(), kind.rows.wordOf, kind.columns.wordOf) : tokenMap();
    const queries = kind.rows[which], keys = kind.columns[which], S = keys.length;
    const sees = (t, s) => !kind.causal || s <= t;
    const hidden = (t, s) => state.withoutFirst && s === 0 && t > 0;
    const at = (t, s) => map[t * S + s];
    let max = 0;  // but of a causal text's first word, which can only look at itself
    for (let t = kind.causal && queries.length > 1 ? 1 : 0; t < queries.length; ++t) for (let s = 0; s < S; ++s) if (!hidden(t, s)) max = Math.max(max, at(t, s));
    view = {queries, keys, T: queries.length, S, at, sees, hidden, max: max || 1};
  }

  // --- controls --------------------------------------------------------------------------------------------------
  const range = (n) => [...Array(n).keys()];
  const place = {controls: el('div'), caption: el('p', {class: 'note', id: 'caption', 'aria-live': 'polite'}), links: el('div', {class: 'links'}),
    matrix: el('div'), overview: el('div')};

  // Draws anew what the keyboard may be in, and leaves it where it was.
  function keepingFocus(node, draw) {
    const inside = () => [...node.querySelectorAll('select, input')];
    const at = inside().indexOf(document.activeElement);
    draw();
    if (at >= 0) inside()[at]?.focus();
  }
  const drawControls = () => keepingFocus(place.controls, makeControls);
  function makeControls() {
    const {kind} = state;
    const boxes = [];
    if (data.kinds.length > 1)
      boxes.push(select('Looking at', data.kinds.map((k) => kindNames[k.kind]), data.kinds.indexOf(kind), (i) => {
        Object.assign(state, {kind: data.kinds[i], ...telling(data.kinds[i]), rollout: false, withoutFirst: false, pinned: null});
        drawControls();
        update();
        drawOverview();
      }));
    const available = kind.weights.map((_, i) => kind.firstLayer + i);
    const layers = [...(available.length > 1 ? [['mean of all', MEAN]] : []), ...available.map((l) => [String(l), l]),
      ...(kind.rollout ? [['all, rolled out', 'rollout']] : [])];
    const layerNow = state.rollout ? 'rollout' : state.layer;
    let chosen = layers.findIndex((l) => l[1] === layerNow);
    if (chosen < 0) {
      chosen = 0;
      state.layer = layers[0][1];
    }
    boxes.push(select('Layer', layers.map((l) => l[0]), chosen, (i) => {
      state.rollout = layers[i][1] === 'rollout';
      state.layer = state.rollout ? MEAN : layers[i][1];
      update();
    }));
    boxes.push(select('Head', ['mean of all', ...range(kind.heads).map(String)], state.head + 1, (i) => {
      state.head = i - 1;
      state.rollout = false;
      drawControls();
      update();
    }));
    const check = (id, text, name) => el('label', {for: id}, el('input', {type: 'checkbox', id, checked: state[name],
      on: {change: (e) => { state[name] = e.target.checked; state.pinned = null; update(); }}}), text);
    const differs = [kind.rows, kind.columns].some((side) => side.words.length !== side.tokens.length);
    if (differs) boxes.push(check('words', 'whole words', 'words'));
    if (kind.causal) boxes.push(check('without-first', 'without the first word', 'withoutFirst'));
    replace(place.controls, controls(boxes));
  }

  // --- the links -------------------------------------------------------------------------------------------------
  const shownWord = (text) => token(state.words && text.trim() !== '' ? text.trim() : text);
  let wordsLeft = [], wordsRight = [], lines, board;
  function drawLinks() {
    const list = (side, texts, label) => el('div', {class: `words ${side}`, role: 'group', 'aria-label': label}, texts.map((text, i) => {
      const button = el('button', {type: 'button', class: 'word', 'data-side': side, 'data-index': i, 'aria-pressed': 'false',
        tabindex: i === 0 && side === 'left' ? 0 : -1}, el('span', {class: 'share'}), shownWord(text));
      for (const event of ['pointerenter', 'focus']) button.addEventListener(event, () => hover({side, i}));
      for (const event of ['pointerleave', 'blur']) button.addEventListener(event, () => hover(null));
      button.addEventListener('click', () => pin({side, i}));
      return button;
    }));
    const {kind} = state;
    const left = list('left', view.queries, 'Words that look');
    const right = list('right', view.keys, 'Words that are looked at');
    wordsLeft = [...left.children];
    wordsRight = [...right.children];
    const height = rowHeight * Math.max(view.T, view.S);
    lines = svg('svg', {class: 'lines', height, 'aria-hidden': 'true', preserveAspectRatio: 'none'});
    board = el('div', {class: 'board'}, el('span', {class: 'side left'}, kind.writes ? 'while writing' : 'this word'), el('span'),
      el('span', {class: 'side'}, kind.kind === 'cross' ? 'looks at the source' : 'looks at'), left, lines, right);
    board.addEventListener('keydown', move);
    replace(place.links, el('div', {class: 'scroll tall', id: 'links', tabindex: -1}, board));
    drawLines();
  }

  const focus = () => state.hovered ?? state.pinned;
  function drawLines() {
    if (!lines) return;
    const width = lines.clientWidth || 200, now = focus();
    lines.setAttribute('viewBox', `0 0 ${width} ${lines.getAttribute('height')}`);
    const paths = [];
    for (let t = 0; t < view.T; ++t)
      for (let s = 0; s < view.S; ++s) {
        if (!view.sees(t, s) || view.hidden(t, s)) continue;
        if (now && (now.side === 'left' ? now.i !== t : now.i !== s)) continue;
        const w = view.at(t, s);
        if (w >= (now ? 0.001 : 0.02)) paths.push([w, t, s]);
      }
    paths.sort((a, b) => b[0] - a[0]);
    replace(lines, paths.slice(0, 1500).reverse().map(([w, t, s]) => {
      const y1 = (t + 0.5) * rowHeight, y2 = (s + 0.5) * rowHeight, share = w / view.max;
      return svg('path', {d: `M0,${y1} C${width * 0.45},${y1} ${width * 0.55},${y2} ${width},${y2}`, class: 'link', 'data-from': t, 'data-to': s,
        'stroke-width': Math.max(0.6, 13 * share).toFixed(2), 'stroke-opacity': ((now ? 0.25 : 0.1) + (now ? 0.65 : 0.4) * share).toFixed(3)});
    }));
    const mark = (buttons, side, weight) => buttons.forEach((button, i) => {
      const self = now && now.side === side && now.i === i;
      const other = now && now.side !== side;
      const [t, s] = side === 'left' ? [i, now?.i] : [now?.i, i];
      const shown = other && view.sees(t, s);
      const w = shown ? weight(t, s) : 0;
      const strength = shown && !view.hidden(t, s) ? w / view.max : 0;
      button.classList.toggle('here', Boolean(self));
      button.classList.toggle('unseen', Boolean(other && !shown));
      button.style.setProperty('--strength', `${(45 * strength).toFixed(1)}%`);
      button.classList.toggle('seen', strength > 0);
      button.firstChild.textContent = shown ? percent(w) : '';
      button.setAttribute('aria-pressed', String(Boolean(state.pinned && state.pinned.side === side && state.pinned.i === i)));
    });
    mark(wordsLeft, 'left', view.at);
    mark(wordsRight, 'right', view.at);
    drawCaption();
    drawBand();
  }
  function hover(what) {
    state.hovered = what;
    drawLines();
  }
  function pin(what) {
    const same = state.pinned && what && state.pinned.side === what.side && state.pinned.i === what.i;
    state.pinned = same ? null : what;
    drawLines();
  }
  // Arrow keys go from word to word, and over to the other side; Enter or space keeps a word; Escape lets it go.
  function move(e) {
    const button = e.target.closest('.word');
    if (!button) return;
    const side = button.dataset.side, i = Number(button.dataset.index);
    const lists = {left: wordsLeft, right: wordsRight};
    const goTo = (list, index) => {
      const next = list[Math.min(Math.max(index, 0), list.length - 1)];
      [...wordsLeft, ...wordsRight].forEach((b) => { b.tabIndex = b === next ? 0 : -1; });
      next.focus();
      e.preventDefault();
    };
    const list = lists[side];
    if (e.key === 'ArrowDown') goTo(list, i + 1);
    else if (e.key === 'ArrowUp') goTo(list, i - 1);
    else if (e.key === 'Home') goTo(list, 0);
    else if (e.key === 'End') goTo(list, list.length - 1);
    else if (e.key === 'ArrowRight') goTo(lists.right, i);
    else if (e.key === 'ArrowLeft') goTo(lists.left, i);
  }

  // --- what it means ---------------------------------------------------------------------------------------------
  const quote = (text) => ['“', token(text.trim() === '' ? text : text.trim()), '”'];
  function drawCaption() {
    const now = focus(), {kind} = state;
    if (!now) {
      if (state.rollout) {
        replace(place.caption, 'Attention rollout multiplies the maps of all layers, each mixed half and half with “stay as you are”: it ' +
          'estimates how much of each input word has arrived at each word after the last layer.');
        return;
      }
      const told = [];
      const layer = state.layer === MEAN ? (state.head === MEAN ? 'All layers and heads together' : `Head ${state.head} of all layers together`)
        : state.head === MEAN ? `All heads of layer ${state.layer} together` : `Layer ${state.layer}, head ${state.head}`;
      if (state.layer !== MEAN && state.head !== MEAN) {
        const [entropy, previous, first, itself] = kind.summaries[state.layer * kind.heads + state.head];
        if (kind.kind === 'cross') told.push(`: each word spreads over about ${number(2 ** entropy, 2)} words of the source.`);
        else told.push(`: ${percent(previous)} of the attention goes to the word before, ${percent(first)} to the first word, ` +
          `${percent(itself)} stays; on average it is spread over about ${number(2 ** entropy, 2)} words.`);
      } else told.push('. Choose a single head to see what it has specialised in.');
      replace(place.caption, el('b', null, layer), told, ' Hover or focus a word to see its links; click to keep it.');
      return;
    }
    const all = [];
    for (let j = 0; j < (now.side === 'left' ? view.S : view.T); ++j) {
      const [t, s] = now.side === 'left' ? [now.i, j] : [j, now.i];
      if (view.sees(t, s) && !view.hidden(t, s)) all.push([view.at(t, s), j]);
    }
    all.sort((a, b) => b[0] - a[0]);
    const names = now.side === 'left' ? view.keys : view.queries;
    const top = all.slice(0, 3).filter(([w]) => w >= 0.0005).map(([w, j], i) => [i ? ', ' : '', quote(names[j]), ` ${percent(w)}`]);
    if (now.side === 'left') {
      const verb = kind.writes ? ['While it writes ', quote(view.queries[now.i]), ' the model looks most at '] : [quote(view.queries[now.i]), ' looks most at '];
      replace(place.caption, verb, top.length ? top : 'nothing shown', '.');
    } else replace(place.caption, quote(view.keys[now.i]), top.length ? [' is looked at most by ', top] : ' is not looked at', '.');
  }

  // --- the map ---------------------------------------------------------------------------------------------------
  let canvas, layout, cell = {t: 0, s: 0};
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const label = (text) => {
    const shown = text.trim() || '·';
    return [...shown].length > 12 ? `${[...shown].slice(0, 11).join('')}…` : shown;
  };
  function drawMatrix() {
    const scale = Math.min(2, window.devicePixelRatio || 1);
    const side = Math.max(5, Math.min(32, Math.floor(Math.min(420 / view.T, ((place.matrix.clientWidth || 420) - 128) / view.S))));
    const labels = side >= 13, gap = side >= 9 ? 1 : 0;
    layout = {side, left: labels ? 96 : 8, top: labels ? 78 : 8};
    const width = layout.left + side * view.S + (labels ? 44 : 8), height = layout.top + side * view.T + 8;
    canvas = el('canvas', {id: 'matrix', width: Math.round(width * scale), height: Math.round(height * scale), tabindex: 0, role: 'img',
      'aria-label': `${view.T} by ${view.S} shares of attention; arrow keys read them one by one`, css: {width: `${width}px`, height: `${height}px`},
      on: {pointermove: (e) => {
        const r = canvas.getBoundingClientRect();
        const s = Math.floor((e.clientX - r.left - layout.left) / side), t = Math.floor((e.clientY - r.top - layout.top) / side);
        if (s < 0 || t < 0 || s >= view.S || t >= view.T) leave();
        else enter(t, s);
      }, pointerleave: () => leave(), blur: () => leave(), focus: () => {
        const kept = state.pinned?.side === 'left' ? state.pinned.i : cell.t;
        enter(Math.min(kept, view.T - 1), Math.min(cell.s, view.S - 1));
      },
      keydown: (e) => {
        const step = {ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1]}[e.key];
        if (!step) return;
        e.preventDefault();
        enter(Math.min(Math.max(cell.t + step[0], 0), view.T - 1), Math.min(Math.max(cell.s + step[1], 0), view.S - 1));
      }}});
    replace(place.matrix, el('p', {class: 'note'}, 'Each row is one word, each column a word it may look at. A row sums to 100 %.',
      state.kind.causal ? ' Words that come later cannot be seen: the map ends at the diagonal.' : ''),
    el('div', {class: 'scroll tall'}, canvas), sequentialLegend('0 %', percent(view.max)));
    const g = canvas.getContext('2d');
    g.scale(scale, scale);
    for (let t = 0; t < view.T; ++t)
      for (let s = 0; s < view.S; ++s) {
        if (!view.sees(t, s)) continue;
        g.fillStyle = view.hidden(t, s) ? css('--line') : sequential(view.at(t, s) / view.max);
        g.fillRect(layout.left + s * side + gap / 2, layout.top + t * side + gap / 2, side - gap, side - gap);
      }
    if (labels) {
      g.font = `12px ${css('--sans')}`;
      g.fillStyle = css('--ink');
      g.textBaseline = 'middle';
      g.textAlign = 'right';
      view.queries.forEach((text, t) => g.fillText(label(text), layout.left - 7, layout.top + (t + 0.5) * side, 86));
      g.textAlign = 'left';
      view.keys.forEach((text, s) => {
        g.save();
        g.translate(layout.left + (s + 0.5) * side, layout.top - 7);
        g.rotate(-Math.PI / 4);
        g.fillText(label(text), 0, 0, 92);
        g.restore();
      });
    }
    const cross = el('div', {class: 'cross', hidden: true, css: {width: `${side}px`, height: `${side}px`}});
    const band = el('div', {class: 'band', hidden: true});
    canvas.parentNode.append(band, cross);
    Object.assign(layout, {cross, band});
  }
  // The row or column of the word that the links are of.
  function drawBand() {
    const now = focus(), {band, side, left, top} = layout;
    band.hidden = !now;
    if (!now) return;
    const row = now.side === 'left';
    const box = row ? [left, top + now.i * side, side * view.S, side] : [left + now.i * side, top, side, side * view.T];
    ['left', 'top', 'width', 'height'].forEach((name, i) => { band.style[name] = `${box[i]}px`; });
  }
  function enter(t, s) {
    cell = {t, s};
    layout.cross.hidden = false;
    layout.cross.style.left = `${layout.left + s * layout.side}px`;
    layout.cross.style.top = `${layout.top + t * layout.side}px`;
    if (state.hovered?.side !== 'left' || state.hovered.i !== t) hover({side: 'left', i: t});
    showTip(layout.cross, [quote(view.queries[t]), ' → ', quote(view.keys[s]), ': ', view.sees(t, s) ? percent(view.at(t, s)) : 'not seen: it comes later']);
  }
  function leave() {
    layout.cross.hidden = true;
    hideTip();
    if (state.hovered) hover(null);
  }

  // --- all heads at a glance -------------------------------------------------------------------------------------
  const measures = [['share on the token before', (s) => s[1]], ['share on the first token', (s) => s[2]], ['share on the token itself', (s) => s[3]],
    ['spread (entropy)', (s) => s[0] / Math.max(1e-9, Math.log2(state.kind.columns.tokens.length))]];
  const drawOverview = () => keepingFocus(place.overview, makeOverview);
  function makeOverview() {
    const {kind} = state;
    const usable = kind.kind === 'cross' ? [3] : [0, 1, 2, 3];
    if (!usable.includes(state.measure)) state.measure = usable[0];
    const value = (l, h) => measures[state.measure][1](kind.summaries[l * kind.heads + h]);
    const available = (l) => l >= kind.firstLayer && l < kind.firstLayer + kind.weights.length;
    const cells = range(kind.layers).map((l) => el('div', {class: 'heads-row'}, el('span', {class: 'row-name'}, String(l)),
      range(kind.heads).map((h) => {
        const v = value(l, h), color = sequential(v);
        const [entropy, previous, first, itself] = kind.summaries[l * kind.heads + h];
        const button = el('button', {type: 'button', class: 'head', 'data-layer': l, 'data-head': h, disabled: !available(l), tabindex: -1,
          'aria-label': `layer ${l}, head ${h}: ${percent(v)} ${measures[state.measure][0]}`, css: {background: color, color: textOn(color)},
          on: {click: () => {
            Object.assign(state, {layer: l, head: h, rollout: false});
            drawControls();
            update();
          }}});
        return tooltip(button, () => [el('b', null, `Layer ${l}, head ${h}`), el('br'),
          kind.kind === 'cross' ? '' : [`word before ${percent(previous)}, first ${percent(first)}, itself ${percent(itself)}`, el('br')],
          `spread over about ${number(2 ** entropy, 2)} of ${kind.columns.tokens.length} tokens`]);
      })));
    const grid = el('div', {class: 'scroll tall', id: 'overview'}, el('div', {class: 'heads-grid', on: {keydown: moveHead}}, cells));
    replace(place.overview, controls(select('Colour', usable.map((i) => measures[i][0]), usable.indexOf(state.measure), (i) => {
      state.measure = usable[i];
      drawOverview();
    })), grid, sequentialLegend('0 %', '100 %'));
    markHead();
  }
  function markHead() {
    const buttons = [...place.overview.querySelectorAll('.head')];
    buttons.forEach((b) => {
      const now = !state.rollout && (state.layer === MEAN || Number(b.dataset.layer) === state.layer) &&
        (state.head === MEAN || Number(b.dataset.head) === state.head) && (state.layer !== MEAN || state.head !== MEAN);
      b.setAttribute('aria-pressed', String(now));
    });
    const first = buttons.find((b) => b.getAttribute('aria-pressed') === 'true' && !b.disabled) ?? buttons.find((b) => !b.disabled);
    buttons.forEach((b) => { b.tabIndex = b === first ? 0 : -1; });
  }
  function moveHead(e) {
    const step = {ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1]}[e.key], b = e.target.closest('.head');
    if (!step || !b) return;
    const next = place.overview.querySelector(
      `.head[data-layer="${Number(b.dataset.layer) + step[0]}"][data-head="${Number(b.dataset.head) + step[1]}"]`);
    e.preventDefault();
    if (!next || next.disabled) return;
    b.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  // --- the page --------------------------------------------------------------------------------------------------
  function update() {
    state.hovered = null;
    rebuild();
    drawMatrix();
    drawLinks();
    markHead();
  }
  const partial = data.kinds.filter((k) => k.weights.length < k.layers);
  replace(document.getElementById('attention'),
    el('section', {class: 'card'}, place.controls, place.caption, place.links),
    el('div', {class: 'pair'},
      el('section', {class: 'card'}, el('h2', null, 'The whole map'),
        place.matrix),
      el('section', {class: 'card'}, el('h2', null, 'All heads at a glance'),
        el('p', {class: 'note'}, 'A row for each layer, a column for each head. Heads specialise: some look at the word before, some rest on ' +
          'the first word when they find nothing. Choose one to see its links.'), place.overview)),
    partial.length ? el('p', {class: 'note'}, 'The text is long: this page holds only layer ',
      partial.map((k) => k.firstLayer).join(', '), '.') : null,
    data.model ? el('p', {class: 'note'}, 'Model: ', el('bdi', null, data.model)) : null);
  drawControls();
  rebuild();
  drawMatrix();
  drawLinks();
  drawOverview();
  new ResizeObserver(() => drawLines()).observe(place.links);
  let matrixWidth = place.matrix.clientWidth;
  new ResizeObserver(() => {
    if (place.matrix.clientWidth === matrixWidth) return;
    matrixWidth = place.matrix.clientWidth;
    drawMatrix();
  }).observe(place.matrix);
  document.addEventListener('keydown', (e) => { if (e.key === 'Escape') pin(null); });
  document.addEventListener('themechange', drawMatrix);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawMatrix);
})();
