// npm test: runs the stages one after the other until one fails, and prints how long each has taken.
import { runStages } from './stages.mjs'

runStages({
  package: 'npm run prepare',
  format: 'npm run format:check',
  lint: 'npm run lint',
  unused: 'npm run unused',
  types: 'npm run typecheck',
  unit: 'npm run test:unit',
  // Without preparing the package once more, as npm run test:e2e does.
  browser: 'node e2e/run.mjs',
})
