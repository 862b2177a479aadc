// The HTML of parts that come late: their places, the parts themselves, and the script that moves them.
import { escapeAttribute, escapeText } from '../http/escape-html.ts'

/**
 * Puts a part in its place, instead of the fallback or, when it failed (`x`), below it; then fires `vial:part` there.
 *
 * Runs below each part. `n` tells how deep in elements that it only needed on its way the part is; a parser
 * puts links for islands in front of a table. The prototype's own method, because `<img name="querySelector">` takes the place of the document's.
 */
const mover = [
  '$vial=(i,n,x)=>{let q=k=>Document.prototype.querySelector.call(document,k),r=new Range,t,',
  "p=q('vial-part#vial-'+i),m=k=>q('template[data-vial=\"'+k+'\"]'),a=m(i),z=m('/'+i);",
  "q('script[data-vial]')?.remove();p.nextSibling.remove();p.remove();",
  'if(a&&z){t=z.parentNode;x||(r.setStartAfter(a),r.setEndBefore(z),r.deleteContents());',
  'while(n--)p=p.lastChild;while(p.firstChild)z.before(p.firstChild);a.remove();z.remove();',
  "t.dispatchEvent(new Event('vial:part',{bubbles:true}))}}",
].join('')

/** Writes the script that has to stand before the first part. */
export function formatMover(nonce: string): string {
  return `<script nonce="${escapeAttribute(nonce)}" data-vial>${mover}</script>`
}

/**
 * Writes the place of a part.
 *
 * Between two `template` elements, because those may stand anywhere: in a table or a list as well.
 *
 * @param fallback HTML that is shown there until the part has come
 */
export function formatPlace(id: number, fallback: string): string {
  // Without JavaScript a style rule hides the fallback, and rules reach elements only.
  const content = fallback === '' || fallback.startsWith('<') ? fallback : `<span>${fallback}</span>`
  return `<template data-vial="${id}"></template>${content}<template data-vial="/${id}"></template>`
}

/**
 * Writes a part that has come.
 *
 * Where no script runs it is shown where it stands, at the end of the page, and its fallback is not.
 */
export function formatPart(id: number, html: string, nonce: string): string {
  const around = findSurroundings(html)
  const open = around.map((tag) => `<${tag}>`).join('')
  const close = around
    .map((tag) => `</${tag}>`)
    .reverse()
    .join('')
  const rules = `#vial-${id}{display:block!important}[data-vial="${id}"]~:has(~[data-vial="/${id}"]){display:none!important}`
  return formatContainer(id, open + html + close, `${id},${around.length}`, rules, nonce)
}

/** Writes a sentence in the place of a part that will not come, below the fallback. */
export function formatFailedPart(id: number, sentence: string, nonce: string): string {
  const html = `<span role="alert" data-failed>${escapeText(sentence)}</span>`
  return formatContainer(id, html, `${id},0,1`, `#vial-${id}{display:block!important}`, nonce)
}

function formatContainer(id: number, html: string, input: string, rules: string, nonce: string): string {
  const mark = `nonce="${escapeAttribute(nonce)}"`
  return `<vial-part id="vial-${id}" hidden>${html}</vial-part><script ${mark}>$vial(${input})</script><noscript><style ${mark}>${rules}</style></noscript>`
}

// Outside of these elements the browser's parser would drop the tags, or the list would be none.
const surroundings: Readonly<Record<string, readonly string[]>> = {
  tr: ['table', 'tbody'],
  td: ['table', 'tbody', 'tr'],
  th: ['table', 'tbody', 'tr'],
  tbody: ['table'],
  thead: ['table'],
  tfoot: ['table'],
  caption: ['table'],
  colgroup: ['table'],
  col: ['table', 'colgroup'],
  li: ['ul'],
  dt: ['dl'],
  dd: ['dl'],
}

function findSurroundings(html: string): readonly string[] {
  const [, tag = ''] = /^(?:<!--.*?-->|<template data-vial="\d+"><\/template>)*<(\w+)/s.exec(html) ?? []
  return Object.hasOwn(surroundings, tag) ? surroundings[tag]! : []
}
