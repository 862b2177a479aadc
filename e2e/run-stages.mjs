// npm test: runs the stages until one fails, and prints how long each has taken.
import { findPrograms } from '../framework/fixtures/find-programs.mjs'
import { findBrowser } from './find-browser.mjs'
import { runStages } from './stages.mjs'

await runStages({
  package: 'npm run prepare',
  format: 'npm run format:check',
  lint: 'npm run lint',
  unused: 'npm run unused',
  types: 'npm run typecheck',
  // Before the tests, because two installations at the same time would refuse each other.
  programs: installPrograms,
  unit: 'npm run test:unit',
  // Without preparing the package once more, as npm run test:e2e does.
  browser: 'node e2e/run.mjs',
  // Its limits are those of precompiled pages.
  ...(process.env.VIAL_PRECOMPILE === 'off' ? {} : { speed: 'node framework/bench/run.mjs --guard' }),
})

/** Finds or installs the programs that tests need; the stages after this one read where they are. */
async function installPrograms() {
  try {
    Object.assign(process.env, findPrograms(), { CHROMIUM_PATH: await findBrowser() })
    return 0
  } catch (error) {
    console.error(error.message)
    return 1
  }
}
