// Prepares Preact's renderer for a rendering: its hooks, and the check that comes before.
import { assertCleanPrototype } from './assert-clean-prototype.ts'
import { installCorrections } from './correct-elements.ts'
import { installElementNodes } from './element-node.ts'

/** Prepares the renderer. Called before each rendering, because a package that was loaded later may have added hooks. */
export function prepareRenderer(): void {
  assertCleanPrototype()
  installCorrections()
  installElementNodes()
}
