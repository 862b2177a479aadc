// Measures how many bytes a page with one island loads, compared with the same page hydrated by hand.
// Run it with: node framework/bench/bytes.mjs
import { components } from './components.mjs'
import { listScripts, serveByHand, serveIslands } from './island-sites.mjs'

const rows = []
for (const [name, component] of Object.entries(components)) {
  const props = [{ label: 'Count', start: 3 }]
  const [byHand, vial] = [
    await measure(serveByHand, component, props),
    await measure(serveIslands, component, props),
  ]
  const parts = vial.map(({ name: file, bytes }) => `${file.replace(/-[^-]*\.js$/, '')} ${bytes}`).join(', ')
  rows.push(`| ${name} | ${sum(byHand)} | ${sum(vial)} | ${sum(vial) - sum(byHand)} | ${parts} |`)
}
console.log('| island | by hand | Vial | more | files |\n|---|--:|--:|--:|---|')
console.log(rows.join('\n'))

async function measure(serve, component, props) {
  const server = await serve(component, props)
  const scripts = await listScripts(server.origin)
  await server.stop()
  return scripts
}

function sum(scripts) {
  return scripts.reduce((total, { bytes }) => total + bytes, 0)
}
