// The tests that have to notice a mutation: `mutation.mjs` chooses them.
import { resolve } from 'node:path'
import { type ViteUserConfig, defineConfig } from 'vitest/config'

const config: ViteUserConfig = defineConfig({
  test: {
    root: resolve(import.meta.dirname, '../..'),
    include: process.env.MUTATION_TESTS?.split(',') ?? [],
    // They measure time, which says nothing about instrumented code.
    testNamePattern: /^(?!.*in proportion to)/,
    testTimeout: 30_000,
  },
})

export default config
