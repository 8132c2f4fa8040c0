// A text goes through a model: one section a step, in the order of the computation. Previous and next by buttons and keys.
'use strict';

(() => {
  const {data, el, svg, replace, sequential, diverging, textOn, percent, number, token, tooltip, showTip, hideTip, controls, select,
    sequentialLegend, divergingLegend} = ganymede;
  const story = document.getElementById('story');
  const alone = Boolean(data.head), translates = Boolean(data.encoder) && !alone, rounds = data.rounds, decoder = data.decoder;
  const count = (n) => n.toLocaleString('en');
  const plural = (n, one) => `${count(n)} ${one}${n === 1 ? '' : 's'}`;

  // Sections.
  const steps = [];
  function step(title, ...content) {
    const section = el('section', {class: 'card step', id: `step-${steps.length + 1}`, tabindex: -1, 'aria-label': title},
      el('h2', null, el('span', {class: 'number', 'aria-hidden': 'true'}, steps.length + 1), title), content);
    steps.push({section, title});
    story.append(section);
    return section;
  }
  const say = (...children) => el('p', null, children);
  const note = (...children) => el('p', {class: 'note'}, children);

  // Vectors as strips of colour: blue below zero, white at it, orange above.
  function scaleOf(...tables) {
    const sizes = tables.flat(2).map(Math.abs).sort((a, b) => a - b);
    return sizes[Math.floor(0.98 * (sizes.length - 1))] || 1;
  }
  function strip(values, scale, stack, name) {
    const canvas = el('canvas', {class: 'strip', width: values.length, height: 1, role: 'img',
      'aria-label': `${name}: ${values.length} of ${stack.width} values`});
    const context = canvas.getContext('2d');
    values.forEach((v, i) => {
      context.fillStyle = diverging(v / scale);
      context.fillRect(i, 0, 1, 1);
    });
    canvas.addEventListener('pointermove', (e) => {
      const box = canvas.getBoundingClientRect();
      const i = Math.min(Math.max(Math.floor((e.clientX - box.left) / box.width * values.length), 0), values.length - 1);
      showTip(canvas, `value ${count((stack.shown || (values.length === stack.dims.length ? stack.dims : stack.embedding_dims))[i] + 1)} of ${count(stack.width)}: ${values[i]}`);
    });
    canvas.addEventListener('pointerleave', hideTip);
    return canvas;
  }
  // Rows of [name, values]; names are nodes or texts.
  const strips = (rows, scale, stack) => el('div', {class: 'strips'}, rows.map(([name, values, label]) => [
    el('div', {class: 'strip-name'}, name), strip(values, scale, stack, label)]));
  const stripLegend = (scale, stack, shown = stack.dims.length) => note(divergingLegend(`−${number(scale, 2)}`, number(scale, 2)),
    el('span', {class: 'beside'}, shown < stack.width ? ` – ${shown} of the ${count(stack.width)} values of each vector, evenly spaced.`
      : ` – all ${stack.width} values.`));

  // Attention: the weight with which row t of a head looks at column s.
  function weight(map, layer, head, t, s) {
    const flat = map.weights[layer][head];
    return (map.kind === 'self' ? (s <= t ? flat[t * (t + 1) / 2 + s] : 0) : flat[t * map.columns + s]) / 1000;
  }
  const meanWeight = (map, layers, t, s) => {
    let sum = 0, n = 0;
    for (const l of layers) for (let h = 0; h < map.weights[l].length; h++, n++) sum += weight(map, l, h, t, s);
    return sum / n;
  };

  function attentionExplorer(stack, map, rows, rowTokens, columnTokens) {
    const most = 40;
    const firstRow = Math.max(0, rows - most), columns = map.kind === 'self' ? rows : map.columns;
    const firstColumn = Math.max(0, columns - most);
    // The head to begin with: one that looks at something else than the first token, the neighbour and itself.
    let layer = 0, head = 0, query = rows - 1, best = -1;
    map.layers.forEach((_, l) => map.weights[l].forEach((_, h) => {
      let sum = 0;
      for (let t = 0; t < rows; t++) {
        let most = 0;
        for (let s = map.kind === 'self' ? 1 : 0; s < columns; s++)
          if (map.kind === 'cross' ? s < columns - 1 : Math.abs(s - t) > 1) most = Math.max(most, weight(map, l, h, t, s));
        sum += most;
      }
      if (sum > best) [best, layer, head] = [sum, l, h];
    }));
    const heads = el('div', {class: 'heads', role: 'group', 'aria-label': 'heads'});
    const big = el('div', {class: 'scroll map-area'}), reads = el('div', {class: 'reads', 'aria-live': 'polite'});
    const value = (t, s) => (head < 0 ? meanWeight(map, [layer], t, s) : weight(map, layer, head, t, s));
    function drawHeads() {
      const picture = (h) => {
        const canvas = el('canvas', {width: columns, height: rows, class: 'head'});
        const context = canvas.getContext('2d');
        for (let t = 0; t < rows; t++) for (let s = 0; s < (map.kind === 'self' ? t + 1 : columns); s++) {
          context.fillStyle = sequential(h < 0 ? meanWeight(map, [layer], t, s) : weight(map, layer, h, t, s));
          context.fillRect(s, t, 1, 1);
        }
        return canvas;
      };
      replace(heads, [...map.weights[layer].keys(), -1].map((h) => el('button', {type: 'button', 'aria-pressed': String(h === head), 'data-head': h,
        on: {click: () => { head = h; for (const b of heads.children) b.setAttribute('aria-pressed', String(Number(b.dataset.head) === h)); drawMap(); }}},
        picture(h), h < 0 ? 'mean' : `head ${h}`)));
    }
    function drawMap() {
      const header = el('tr', null, el('th', null), columnTokens.slice(firstColumn, columns).map((t) => el('th', {class: 'turned'}, el('div', null, token(t)))));
      const lines = [];
      for (let t = firstRow; t < rows; t++) {
        const cells = [];
        for (let s = firstColumn; s < columns; s++) {
          const w = value(t, s), hidden = map.kind === 'self' && s > t, color = sequential(w);
          cells.push(hidden ? el('td', {class: 'unseen'})
            : el('td', {css: {background: color, color: textOn(color)}, title: percent(w)}, w >= 0.1 ? Math.round(100 * w) : ''));
        }
        lines.push(el('tr', {class: t === query ? 'query' : null}, el('th', {scope: 'row'},
          el('button', {type: 'button', class: 'row-name', 'data-row': t, on: {click: () => { query = t; drawMap(); }}}, token(rowTokens[t]))), cells));
      }
      replace(big, el('table', {class: 'map'}, el('thead', null, header), el('tbody', null, lines)));
      const seen = [...Array(map.kind === 'self' ? query + 1 : columns).keys()].map((s) => [s, value(query, s)]).filter(([, w]) => w >= 0.001).sort((a, b) => b[1] - a[1]);
      replace(reads, el('h3', null, token(rowTokens[query]), ' takes most from'),
        el('ol', {class: 'favourites'}, seen.slice(0, 6).map(([s, w]) => el('li', null, token(columnTokens[s]),
          el('div', {class: 'bar', css: {width: `${100 * w}%`}}), el('span', {class: 'share'}, percent(w))))));
    }
    drawHeads();
    drawMap();
    return [controls(select('Layer', map.layers.map((l) => `${l + 1} of ${stack.blocks}`), layer, (i) => { layer = i; drawHeads(); drawMap(); }),
      sequentialLegend('0', '100 %')),
      map.layers.length < stack.blocks ? note(`The page holds ${map.layers.length} of the ${stack.blocks} layers.`) : null,
      heads, el('div', {class: 'map-and-reads'}, el('div', {class: 'map-box'}, note('In hundredths. Each row is a token that looks, each column one that is looked at',
        firstRow || firstColumn ? `; the last ${most}` : '', '. Press a row’s name.'), big), reads)];
  }

  // What the branches of a block add to one token's vector.
  function blockExplorer(stack, rows, names, tokens) {
    let block = 0, row = rows - 1;
    const scaleAt = () => scaleOf(...stack.layers[block].map((b) => b.strips.slice(0, rows)), stack.states[block].strips.slice(0, rows),
      stack.states[block + 1].strips.slice(0, rows));
    const place = el('div');
    function draw() {
      const enters = stack.states[block], leaves = stack.states[block + 1], branches = stack.layers[block], scale = scaleAt();
      const sum = enters.strips[row].map((v, i) => v + branches.reduce((s, b) => s + b.strips[row][i], 0));
      const gap = Math.max(...sum.map((v, i) => Math.abs(v - leaves.strips[row][i])));
      const afterwards = gap > 0.2 * Math.max(...sum.map(Math.abs));
      const line = (name, values, norm, label) => [[name, el('span', {class: 'length'}, ` length ${number(norm)}`)], values, label];
      replace(place, strips([line('enters', enters.strips[row], enters.norms[row], 'enters'),
        ...branches.map((b, i) => [branches.length === 1 ? names.join(' and ') : names[i] || 'branch', b]).map(([name, b]) => line(`+ ${name}`, b.strips[row], b.norms[row], name)),
        line(afterwards ? '→ normed, leaves' : '= leaves', leaves.strips[row], leaves.norms[row], 'leaves')], scale, stack), stripLegend(scale, stack));
    }
    draw();
    return [controls(select('Layer', stack.layers.map((_, l) => `${l + 1} of ${stack.blocks}`), 0, (i) => { block = i; draw(); }),
      select('Token', tokens.slice(0, rows).map((t, i) => `${i + 1}: ${t}`), row, (i) => { row = i; draw(); })), place];
  }

  // The lengths of all tokens' vectors, from layer to layer.
  function normChart(stack, rows, tokens) {
    const all = stack.states.map((s) => s.norms.slice(0, rows)), most = Math.max(...all.flat()), least = Math.min(...all.flat().filter((v) => v > 0));
    const logarithmic = most / least > 40, width = 640, height = 260, left = 52, right = 16, top = 14, bottom = 30;
    const low = logarithmic ? Math.log10(least) : 0, high = logarithmic ? Math.log10(most) : most;
    const x = (l) => left + (width - left - right) * l / stack.blocks;
    const y = (v) => top + (height - top - bottom) * (1 - ((logarithmic ? Math.log10(Math.max(v, least)) : v) - low) / (high - low || 1));
    const ticks = logarithmic ? [...Array(9).keys()].map((i) => 10 ** (i - 2)).filter((v) => v >= least && v <= most) : [0, most / 2, most];
    const lines = [], info = note();
    const choose = (t) => {
      lines.forEach((line, i) => line.setAttribute('class', i === t ? 'line chosen' : 'line'));
      replace(info, token(tokens[t]), `: ${number(all[0][t])} at first, ${number(all[stack.blocks][t])} after the last block.`);
      lines[t].parentNode.append(lines[t]);
    };
    for (let t = 0; t < rows; t++) lines.push(svg('polyline', {points: all.map((norms, l) => `${x(l).toFixed(1)},${y(norms[t]).toFixed(1)}`).join(' '), class: 'line'}));
    const picture = svg('svg', {viewBox: `0 0 ${width} ${height}`, class: 'chart', role: 'img', 'aria-label': 'length of every token’s vector by layer'},
      ticks.map((v) => [svg('line', {x1: left, x2: width - right, y1: y(v), y2: y(v), class: 'grid'}), svg('text', {x: left - 7, y: y(v) + 4, 'text-anchor': 'end'}, number(v, 2))]),
      svg('text', {x: left, y: height - 8}, 'enters'), svg('text', {x: width - right, y: height - 8, 'text-anchor': 'end'}, `after block ${stack.blocks}`),
      svg('g', null, lines));
    choose(rows - 1);
    return [controls(select('Token', tokens.slice(0, rows).map((t, i) => `${i + 1}: ${t}`), rows - 1, choose)), el('div', {class: 'scroll'}, picture), info,
      logarithmic ? note('The scale is logarithmic.') : null];
  }

  const chips = (stack, rows, mark) => el('div', {class: 'chips'}, stack.tokens.slice(0, rows).map((t, i) => el('span', {class: mark && mark(i) ? 'chip given' : 'chip'},
    token(t), el('span', {class: 'id'}, stack.ids[i]))));
  const vectorRows = (stack, table, rows) => table.slice(0, Math.min(rows, 24)).map((values, i) => [token(stack.tokens[i]), values, `token ${i + 1}`]);
  const cut = (rows) => (rows > 24 ? note('The first 24 tokens.') : null);

  const embedded = (stack) => ({...stack, width: stack.embedding_width, shown: stack.embedding_dims});
  function embeddingStep(stack, rows, of) {
    const scale = scaleOf(stack.embedding.slice(0, rows)), narrow = stack.embedding_width < stack.width;
    step('Embeddings: a number becomes a vector', say(`Each id picks a row of a learned table: ${plural(stack.embedding_width, 'value')} that stand for the token, `,
      'the same wherever it stands. ', of, narrow ? `One matrix for all tokens makes ${count(stack.width)} values of them before the first layer. ` : ''),
    strips(vectorRows(stack, stack.embedding, rows), scale, embedded(stack)), cut(rows), stripLegend(scale, embedded(stack), stack.embedding_dims.length));
  }
  function positionStep(stack, rows) {
    const inAttention = data.positions === 'relative' ? 'Inside attention, a learned number for each distance is added to the score of a pair of tokens.'
      : data.positions === 'alibi' ? 'Inside attention, the score of a pair is lowered by their distance, in each head by another slope (ALiBi).'
      : 'Inside attention, it turns each query and key by an angle that grows with its position (rotary embedding): the score of a pair then depends on how far apart the two are.';
    if (!stack.position) {
      step('Positions: where a token stands', say('This model adds nothing to the vectors. ', inAttention));
      return;
    }
    const scale = scaleOf(stack.position.slice(0, rows), stack.embedding.slice(0, rows));
    const sum = stack.embedding.map((row, t) => row.map((v, i) => v + stack.position[t][i]));
    const segment = stack.added === 'segment';
    step('Positions: where a token stands', segment
      ? say('Each token gets the vector of its segment, the first or the second of two texts; here there is one text. Places have none. ', inAttention)
      : say('Attention by itself would not see the order of words. So each place has a vector of its own, added to the token’s',
        alone ? ' (together with that of the segment, the first or the second of two texts, where the model has segments).' : '.', data.positions === 'relative' ? ` ${inAttention}` : ''),
    el('div', {class: 'pair'}, el('div', null, el('h3', null, segment ? 'The segment’s vector' : 'Vectors of the places'),
      strips(stack.position.slice(0, segment ? 1 : Math.min(rows, 24)).map((values, i) => [`${i + 1}`, values, `place ${i + 1}`]), scale, embedded(stack))),
    el('div', null, el('h3', null, segment ? 'Token plus segment' : 'Token plus place'), strips(vectorRows(stack, sum, rows), scale, embedded(stack)))), cut(rows), stripLegend(scale, embedded(stack), stack.embedding_dims.length));
  }
  const map = (stack, kind) => stack.attention.find((m) => m.kind === kind);

  // What the head of an encoder alone says: of the text, or of each token.
  function verdictSteps() {
    const tops = {masked_lm: 'What stands at each place', sequence: 'The label of the text', tokens: 'The label of each token', question_answering: 'Where an answer stands'};
    const made = {softmax: 'Softmax makes probabilities of them, e to the logit over the sum of all.', sigmoid: 'The sigmoid makes a probability of each logit by itself.', none: 'They are the result: this head was trained to give numbers.'};
    if (data.head !== 'none') {
      const place = el('div'), perToken = rounds.length > 0 && rounds[0].row >= 0;
      const show = (i) => replace(place, roundTop(rounds[i], true, data.scores === 'none'));
      const said = {masked_lm: 'A vector for each token of the vocabulary is compared with the last vector of a place: the logits say which token would fit there. It was trained to find tokens that had been replaced by a mask.',
        sequence: 'The text’s vector is compared with a vector for each label: the logits.', tokens: 'Each token’s last vector is compared with a vector for each label: the logits.',
        question_answering: 'Each token’s last vector is compared with two learned vectors: does an answer begin there, does it end there? The best of all tokens are:'}[data.head];
      step(tops[data.head], say(said, ' ', made[data.scores]), perToken
        ? controls(select('Token', rounds.map((r) => `${r.row + 1}: ${encoder.tokens[r.row]} → ${r.token}`), data.prompt, show)) : null,
      perToken ? place : rounds.map((r) => [data.head === 'question_answering' ? el('h3', null, `${r.token}`) : null, roundTop(r, true, data.scores === 'none')]));
      if (perToken) show(data.prompt);
    }
    const scale = scaleOf([data.vector]), shown = [...data.vector.keys()].filter((i) => data.vector.length <= 96 || i % Math.ceil(data.vector.length / 96) === 0);
    const whole = {...encoder, shown};
    step('One vector for the text', say('The mean of all tokens’ last vectors is a vector of the whole text: texts that mean the same lie close together, in models trained for it. ',
      data.head === 'none' ? 'This model has no head: vectors are what it is for.' : 'Models of sentence vectors end here; this one was trained with a head.'),
    strips([['mean', shown.map((i) => data.vector[i]), 'the text’s vector']], scale, whole), stripLegend(scale, whole, shown.length));
  }

  function roundTop(round, logits, plain) {
    const least = Math.min(...round.top.map((t) => t.logit)), most = Math.max(...round.top.map((t) => t.logit));
    return el('div', {class: 'scroll'}, el('table', {class: 'top'}, el('thead', null, el('tr', null, el('th', null, alone && data.head !== 'masked_lm' && data.head !== 'question_answering' ? 'label' : 'token'), logits ? el('th', {class: 'n'}, 'logit') : null,
      logits ? el('th', null) : null, plain ? null : [el('th', {class: 'n'}, 'probability'), el('th', null)])),
    el('tbody', null, round.top.map((t) => el('tr', {class: t.id === round.id ? 'chosen' : null}, el('td', null, token(t.token)),
      logits ? el('td', {class: 'n'}, number(t.logit, 4)) : null,
      logits ? el('td', {class: 'bars'}, el('div', {class: 'bar soft', css: {width: `${most > least ? 8 + 92 * (t.logit - least) / (most - least) : 100}%`}})) : null,
      plain ? null : [el('td', {class: 'n'}, percent(t.probability)), el('td', {class: 'bars'}, el('div', {class: 'bar', css: {width: `${100 * t.probability}%`}}))])))));
  }

  // The story.
  const encoder = data.encoder, encodes = translates || alone, source = encodes ? encoder : decoder, given = data.prompt;
  const sourceRows = encodes ? source.tokens.length : given;
  step('The text', el('blockquote', {dir: 'auto'}, data.text || source.tokens.slice(0, sourceRows).join('')),
    el('dl', {class: 'facts'}, [['model', data.model], ['layers', translates ? `${source.blocks} + ${decoder.blocks}` : source.blocks],
      ['heads in a layer', source.attention[0].weights[0].length], ['values in a vector', count(source.width)],
      ['tokens in the vocabulary', count(data.vocab_size)]].map(([name, value]) => el('div', null, el('dt', null, name), el('dd', null, value)))),
    alone ? say('The model reads the text as a whole, each token in view of all others, before and behind it. It writes nothing: it makes a vector of each token',
      data.head === 'none' ? '.' : ', and what stands on it, its head, judges by them.')
      : translates ? say('The encoder reads the text as a whole; the decoder writes the translation token by token, looking at what the encoder made of it.')
      : say(`The model reads these words and then writes ${plural(rounds.length, 'token')}, one in each round.`));
  step('Tokens', say('The tokenizer cuts the text into pieces of its vocabulary, words or parts of them. The model sees only their numbers.'),
    chips(source, sourceRows), note('A dot is the space before a word; values in ⟨⟩ are bytes of a longer character.'));
  embeddingStep(source, sourceRows, encodes ? '' : 'This is all that enters.');
  positionStep(source, sourceRows);
  const own = map(source, encodes ? 'encoder' : 'self');
  step(alone ? 'Attention: every token looks at all others' : translates ? 'Encoder: every token looks at all others' : 'Attention: tokens look back', say('In every layer each head asks, for each token: which others matter to me? The weights of a row sum to 100 %; with them the head mixes what the others carry. ',
    alone ? 'Nothing is hidden: a token sees what comes as well as what came before.' : translates ? 'In the encoder a token sees the whole text.' : 'A token sees itself and those before it, never what comes.'),
  ...attentionExplorer(source, own, sourceRows, source.tokens, source.tokens));
  step(translates ? 'Encoder: inside a layer' : 'Inside a layer: attention adds, feed-forward adds', say('A layer does not replace a token’s vector: it adds to it. First what attention brought from other tokens, then what a small network (feed-forward) makes of the result, for each token by itself.'),
    ...blockExplorer(source, sourceRows, ['attention', 'feed-forward'], source.tokens));
  step(translates ? 'Encoder: from layer to layer' : 'The residual stream, from layer to layer', say('The vector that runs through all layers is the residual stream. Its length shows how much has been added so far.'),
    ...normChart(source, sourceRows, source.tokens), translates ? say('What leaves the last layer, one vector for each source token, is all that the decoder will see of the text.') : null);

  if (translates) {
    const all = decoder.tokens.length;
    step('Decoder: it reads what it has written', say(`The decoder starts with ${given === 1 ? 'one token that only says “begin”' : `${given} tokens that say how to begin`} and reads its own words as they come. `,
      `Below it has read ${plural(all, 'token')}; in each row it saw only what stands before.`), chips(decoder, all, (i) => i < given));
    const scale = scaleOf(decoder.embedding);
    steps[steps.length - 1].section.append(strips(vectorRows(decoder, decoder.embedding, all), scale, decoder),
      stripLegend(scale, decoder, decoder.embedding_dims.length));
    step('Decoder: self-attention', say('As in the encoder, but a token sees itself and those before it, never what comes.'), ...attentionExplorer(decoder, map(decoder, 'self'), all, decoder.tokens, decoder.tokens));
    step('Decoder: cross-attention, the look at the source', say('Here the decoder’s tokens (rows) look at the encoder’s vectors (columns). The row of a token says where the model looks while it decides what follows that token.'),
      ...attentionExplorer(decoder, map(decoder, 'cross'), all, decoder.tokens, source.tokens));
    step('Decoder: inside a layer', say('Three additions: from its own words, from the source, and from the feed-forward network.'),
      ...blockExplorer(decoder, all, ['self-attention', 'cross-attention', 'feed-forward'], decoder.tokens));
    step('Decoder: from layer to layer', say('The lengths of the vectors on their way through the decoder.'), ...normChart(decoder, all, decoder.tokens));
  }

  if (alone) verdictSteps();
  const first = rounds[0];
  if (!alone) step('Logits, probabilities, choice', say('The last vector is compared with a vector for each of the ', count(data.vocab_size),
    ' tokens: the logits. Softmax makes probabilities of them, e to the logit over the sum of all. The most probable token is chosen: ', token(first.token, {class: 'token-text pick'}), '.'),
  roundTop(first, true), first.top.some((t) => t.id === first.id && t === first.top[0]) ? null : note('The model’s generation settings forbid or force a token here: so the choice is not the most probable one.'));

  // Round after round.
  if (!alone) {
    let at = 0;
    const cross = translates ? map(decoder, 'cross') : map(decoder, 'self');
    const layers = [...cross.weights.keys()];
    const stage = el('div', {id: 'round', 'aria-live': 'polite'}), before = el('button', {type: 'button', on: {click: () => show(at - 1)}}, '◀ Round before'),
      after = el('button', {type: 'button', id: 'next-round', on: {click: () => show(at + 1)}}, 'Next round ▶');
    const name = el('b');
    function show(i) {
      at = Math.min(Math.max(i, 0), rounds.length - 1);
      const r = rounds[at], row = given - 1 + at, read = decoder.tokens.slice(0, row + 1), looked = translates ? source.tokens : read;
      const shares = looked.map((_, s) => meanWeight(cross, layers, row, s)), most = Math.max(...shares);
      replace(name, `Round ${at + 1} of ${rounds.length}`);
      before.disabled = at === 0;
      after.disabled = at === rounds.length - 1;
      const shaded = (texts, of) => el('div', {class: 'chips'}, texts.map((t, s) => {
        const color = of ? sequential(of[s] / Math.max(most, 3 / of.length)) : null;
        return tooltip(el('span', {class: 'chip', tabindex: of ? 0 : null, css: of ? {background: color, color: textOn(color)} : null}, token(t)),
          () => (of ? `${percent(of[s])} of the attention, mean of all heads` : 'read'));
      }), of && translates ? null : el('span', {class: 'chip pick'}, token(r.token)));
      replace(stage, translates ? [el('h3', null, 'Source, shaded by how much it is looked at'), shaded(looked, shares), el('h3', null, 'Translation so far, and the new token'), shaded(read.slice(given), null)]
        : [el('h3', null, 'Text so far, shaded by how much the last token looks at it'), shaded(looked, shares)],
      el('h3', null, 'The new token'), say(token(r.token, {class: 'token-text pick'}), ` with ${percent(r.probability)}, among these:`), roundTop(r, false));
    }
    show(0);
    step('Round after round', say('The chosen token joins the text and the model reads on. Only the new token goes through the layers: what attention needs of the earlier ones, their keys and values, is kept.'),
      el('div', {class: 'controls'}, before, name, after), stage,
      el('p', {class: 'result'}, el('b', null, translates ? 'Translation: ' : 'In the end: '), el('bdi', {dir: 'auto', id: 'result'},
        translates ? data.answer : data.text + data.answer)));
  }

  // Moving through the story.
  let current = 0;
  const bar = el('nav', {class: 'story-bar', 'aria-label': 'steps'});
  const back = el('button', {type: 'button', id: 'previous', on: {click: () => go(current - 1)}}, '←', el('span', {class: 'wide'}, ' Previous'));
  const on = el('button', {type: 'button', id: 'next', on: {click: () => go(current + 1)}}, el('span', {class: 'wide'}, 'Next '), '→');
  const where = el('span', {id: 'where'});
  const progress = el('span', {class: 'progress'});
  bar.append(progress, back, where, on);
  document.body.append(bar);
  function mark(i) {
    current = i;
    replace(where, `${i + 1} / ${steps.length}`, el('span', {class: 'wide'}, ` · ${steps[i].title}`));
    progress.style.width = `${100 * (i + 1) / steps.length}%`;
    back.disabled = i === 0;
    on.disabled = i === steps.length - 1;
  }
  function go(i) {
    if (i < 0 || i >= steps.length) return;
    hideTip();
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    steps[i].section.scrollIntoView({behavior: calm ? 'auto' : 'smooth', block: 'start'});
    steps[i].section.focus({preventScroll: true});
    mark(i);
    moving = performance.now() + (calm ? 0 : 900);
  }
  let moving = 0;
  addEventListener('scroll', () => {
    if (performance.now() < moving) return;
    let i = 0;
    while (i + 1 < steps.length && steps[i + 1].section.getBoundingClientRect().top < innerHeight * 0.4) i++;
    if (innerHeight + scrollY >= document.documentElement.scrollHeight - 4) i = steps.length - 1;
    if (i !== current) mark(i);
  }, {passive: true});
  addEventListener('keydown', (e) => {
    if (e.altKey || e.ctrlKey || e.metaKey || e.target.closest('select, input')) return;
    const way = {ArrowRight: 1, ArrowLeft: -1, n: 1, p: -1}[e.key];
    if (!way) return;
    e.preventDefault();
    go(current + way);
  });
  mark(0);
})();
