// Elements that belong to client navigation itself and stay when pages change.

/**
 * Adds an element on top of the page.
 *
 * @param name The name of its class, without the prefix `vial-`
 */
export function addOverlay(name: string, style: string): HTMLElement {
  const element = document.createElement('div')
  element.className = `vial-${name}`
  element.style.cssText = `position:fixed;${style}`
  document.body.append(element)
  return element
}

/** Tells whether addOverlay() has created a node. */
export function isOverlay(node: Node): boolean {
  return /^vial-/.test((node as Element).className)
}
