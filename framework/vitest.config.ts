// Unit, handler and build tests: everything but the browser.
import { type ViteUserConfig, defineConfig } from 'vitest/config'

const config: ViteUserConfig = defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    exclude: ['dist/**', 'node_modules/**'],
    reporters: ['default', ['json', { outputFile: '../test-results/unit.json' }]],
  },
})

export default config
