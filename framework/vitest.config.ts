// Unit, handler and build tests: everything but the browser.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    exclude: ['dist/**', 'node_modules/**'],
    environment: 'node',
    dangerouslyIgnoreUnhandledErrors: false,
  },
})
