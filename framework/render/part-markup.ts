// The HTML of late parts: their placeholders, the parts themselves, and the script that moves them into place.
import { escapeAttribute, escapeText } from '../http/escape-html.ts'

/**
 * Moves a part into place and fires `vial:part` there. It replaces the fallback or, if the part failed (`x`), follows it.
 *
 * It runs after each part. `n` is the number of wrapper elements around the part, which the parser needed. The part is in
 * the last child of each, because the parser moves links of islands in front of a table. The code calls the method of the
 * prototype, because `<img name="querySelector">` shadows the one of the document.
 */
const mover = [
  '$vial=(i,n,x)=>{let q=k=>Document.prototype.querySelector.call(document,k),r=new Range,t,',
  "p=q('vial-part#vial-'+i),m=k=>q('template[data-vial=\"'+k+'\"]'),a=m(i),z=m('/'+i);",
  "q('script[data-vial]')?.remove();p.nextSibling.remove();p.remove();",
  'if(a&&z){t=z.parentNode;x||(r.setStartAfter(a),r.setEndBefore(z),r.deleteContents());',
  'while(n--)p=p.lastChild;p.querySelectorAll("template[data-vial]").forEach(e=>e.after(e.content));',
  'while(p.firstChild)z.before(p.firstChild);a.remove();z.remove();',
  "t.dispatchEvent(new Event('vial:part',{bubbles:true}))}}",
].join('')

/** Formats the script that must precede the first part. */
export function formatMover(nonce: string): string {
  return `<script nonce="${escapeAttribute(nonce)}" data-vial>${mover}</script>`
}

/**
 * Formats the style for the head of a page that has late parts, for browsers without JavaScript: it shows each part at the
 * end of the page, and hides its fallback once the part is there.
 *
 * @param ids The parts whose placeholders are in the shell
 */
export function formatHeadStyle(ids: readonly number[], nonce: string): string {
  const rules = ids.map(
    (id) =>
      `:root:has(#vial-${id}+script:not([data-missing])) [data-vial="${id}"]~:has(~[data-vial="/${id}"]){display:none!important}`,
  )
  const style = `<style nonce="${escapeAttribute(nonce)}">vial-part{display:block!important}${rules.join('')}</style>`
  return `<noscript>${style}</noscript>`
}

/**
 * Formats the placeholder of a part.
 *
 * It is delimited by two `template` elements, which are allowed anywhere, even in tables and lists. The fallback of a part
 * inside a late part waits in the first of them until the script moves that part: the style in the head cannot know its
 * id, and without JavaScript it must not show.
 *
 * @param fallback The HTML to show until the part arrives
 * @param isInLatePart Whether the placeholder is not in the shell
 */
export function formatPlace(id: number, fallback: string, isInLatePart: boolean): string {
  // Without JavaScript, a style rule hides the fallback. Rules apply only to elements, so text needs one around it.
  const content = fallback === '' || fallback.startsWith('<') ? fallback : `<span>${fallback}</span>`
  const [inside, after] = isInLatePart ? [content, ''] : ['', content]
  return `<template data-vial="${id}">${inside}</template>${after}<template data-vial="/${id}"></template>`
}

/**
 * Formats a part.
 *
 * Without JavaScript, it is shown at the end of the page, and its fallback is hidden.
 */
export function formatPart(id: number, html: string, nonce: string): string {
  const around = findSurroundings(html)
  const open = around.map((tag) => `<${tag}>`).join('')
  const close = around
    .map((tag) => `</${tag}>`)
    .reverse()
    .join('')
  return formatContainer(
    id,
    open + html + close,
    `${id},${around.length}`,
    `nonce="${escapeAttribute(nonce)}"`,
  )
}

/** Formats an error message for a part that failed. It is shown after the fallback. */
export function formatFailedPart(id: number, sentence: string, nonce: string): string {
  const html = `<span role="alert" data-failed>${escapeText(sentence)}</span>`
  return formatContainer(id, html, `${id},0,1`, `nonce="${escapeAttribute(nonce)}" data-missing`)
}

function formatContainer(id: number, html: string, input: string, attributes: string): string {
  return `<vial-part id="vial-${id}" hidden>${html}</vial-part><script ${attributes}>$vial(${input})</script>`
}

// The browser's parser drops these tags outside their parent elements, and list items need a list.
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
  const tag = findFirstTag(html) ?? ''
  return Object.hasOwn(surroundings, tag) ? surroundings[tag]! : []
}

/**
 * Finds the tag that a part begins with, after comments and the props of islands.
 *
 * One expression for all of it would take exponential time, or overflow the stack if the props are long.
 */
function findFirstTag(html: string): string | undefined {
  const invisible = /<!--|<template data-vial="\d+">/y
  let position = 0
  for (let [start] = match(invisible); start !== undefined; [start] = match(invisible)) {
    const end = start === '<!--' ? '-->' : '</template>'
    const found = html.indexOf(end, position + start.length)
    if (found < 0) return undefined
    position = found + end.length
  }
  return match(/<(\w+)/y)[1]

  function match(pattern: RegExp): readonly (string | undefined)[] {
    pattern.lastIndex = position
    return pattern.exec(html) ?? []
  }
}
