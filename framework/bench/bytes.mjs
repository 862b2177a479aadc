// Measures how many bytes a page with one island loads, compared with the same page hydrated by hand, and what options add.
// Run it with: node framework/bench/bytes.mjs
import { components } from './components.mjs'
import { listScripts, serveByHand, serveIslands } from './island-sites.mjs'

const rows = []
const totals = []
for (const [name, component] of Object.entries(components)) {
  const props = [{ label: 'Count', start: 3 }]
  const [byHand, vial] = [
    await measure(serveByHand, component, props),
    await measure(serveIslands, component, props),
  ]
  const parts = vial.map(({ name: file, bytes }) => `${file.replace(/-[^-]*\.js$/, '')} ${bytes}`).join(', ')
  totals.push(sum(vial))
  rows.push(`| ${name} | ${sum(byHand)} | ${sum(vial)} | ${sum(vial) - sum(byHand)} | ${parts} |`)
}
for (const [name, navigation] of [
  ['pending forms', '{ pendingForms: true }'],
  ['client navigation', `'client'`],
]) {
  const [component] = Object.values(components)
  const more = sum(await measure(serveIslands, component, [{ label: 'Count' }], navigation)) - totals[0]
  rows.push(`| ${name} | | | ${more} | |`)
}
console.log('| island | by hand | Vial | more | files |\n|---|--:|--:|--:|---|')
console.log(rows.join('\n'))

async function measure(serve, component, props, navigation) {
  const server = await serve(component, props, navigation)
  const scripts = await listScripts(server.origin)
  await server.stop()
  return scripts
}

function sum(scripts) {
  return scripts.reduce((total, { bytes }) => total + bytes, 0)
}
