// vial/vite: what vite.config.ts imports.
export type { VialOptions } from './build/options.ts'
export { vial } from './build/plugin.ts'
