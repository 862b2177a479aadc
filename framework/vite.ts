// vial/vite: what vite.config.ts imports.
export type { VialOptions } from './build/options.ts'
export { vial, vial as default } from './build/plugin.ts'
