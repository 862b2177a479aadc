// The tests that have to notice a mutation: `mutation.mjs` chooses them.
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { type ViteUserConfig, defineConfig } from 'vitest/config'
import type { TestSequencer, TestSequencerConstructor, TestSpecification } from 'vitest/node'

const config: ViteUserConfig = defineConfig({
  test: {
    root: resolve(import.meta.dirname, '../..'),
    include: process.env.MUTATION_TESTS?.split(',') ?? [],
    // They send thousands of requests, which would take minutes for each mutant.
    exclude: [
      'framework/request/pipeline/guard.test.ts',
      'framework/request/pipeline/guarded-routes.test.ts',
    ],
    testTimeout: 30_000,
    // Stryker starts Vitest once for each mutant, and all test files in one worker take half the time.
    isolate: false,
    // `new` returns the object that this function returns.
    sequence: { sequencer: createSequencer as unknown as TestSequencerConstructor },
  },
})

/** Runs the tests of the mutated file first, then small files: a mutant is killed by the first test that fails. */
function createSequencer(): TestSequencer {
  const ownTests = process.env.MUTATED_FILE?.replace(/\.ts$/, '.test.ts') ?? ''
  const rank = ({ moduleId }: TestSpecification): number =>
    moduleId.endsWith(ownTests) ? 0 : statSync(moduleId).size
  return {
    shard: (files) => files,
    sort: (files) => files.toSorted((left, right) => rank(left) - rank(right)),
  }
}

export default config
