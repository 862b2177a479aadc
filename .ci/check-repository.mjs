// Refuses to publish a package as long as package.json does not name the repository. Both packages run it before publishing.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const files = ['framework/package.json', 'framework/create-vial/package.json']
const howTo =
  'Set it in both packages: npm pkg set "repository.url=git+https://HOST/OWNER/NAME.git" --workspaces'

const urls = files.map((file) => JSON.parse(readFileSync(join(root, file), 'utf8')).repository?.url)
const problem = findProblem()
if (problem) {
  console.error(problem)
  process.exitCode = 1
}

function findProblem() {
  const wrong = urls.findIndex((url) => !/^git\+https:\/\/[^/]+\/.+\.git$/.test(url))
  if (wrong !== -1) {
    const found = urls[wrong] ? `is ${urls[wrong]}` : 'is missing'
    return `${files[wrong]}: repository.url ${found}, and npm compares it with the repository that publishes. ${howTo}`
  }
  return urls[0] === urls[1]
    ? undefined
    : `${files.join(' and ')}: repository.url differs: ${urls.join(' and ')}. ${howTo}`
}
