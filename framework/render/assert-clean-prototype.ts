// Refuses to render while Object.prototype is polluted, because its properties would become attributes of every element.

/**
 * Throws if Object.prototype has an enumerable property.
 *
 * The renderer reads props with `for…in`, so a property called `onclick` or `dangerouslySetInnerHTML` on the prototype
 * would apply to every element of every page.
 *
 * @throws Error that names the property
 */
export function assertCleanPrototype(): void {
  for (const name in {}) {
    throw new Error(
      `Object.prototype has the property ${JSON.stringify(name)}, so pages cannot be rendered safely. Find the code that sets it, often a function that merges untrusted data into objects, and restart the server.`,
    )
  }
}
