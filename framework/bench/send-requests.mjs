// Generates load where wrk is not installed: node send-requests.mjs URL SECONDS CONNECTIONS COOKIE
import { Agent, get } from 'node:http'

const [url, seconds, connections, cookie] = process.argv.slice(2)
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) })
const headers = cookie ? { cookie } : {}
const started = performance.now()
const end = started + Number(seconds) * 1000
let requests = 0

// Each worker sends its next request after the previous response, so there are never more than `connections` at a time.
await Promise.all(Array.from({ length: Number(connections) }, sendUntilTheEnd))
agent.destroy()
const duration = (performance.now() - started) / 1000
console.log(JSON.stringify({ requests, duration }))

async function sendUntilTheEnd() {
  while (performance.now() < end) {
    await send()
    requests += 1
  }
}

function send() {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, headers, timeout: 20_000 }, (response) => {
      const { statusCode } = response
      if (statusCode < 200 || statusCode > 299) reject(new Error(`${url} answered ${statusCode}.`))
      response.resume().once('end', resolve).once('error', reject)
    })
    request.once('timeout', () => request.destroy(new Error(`${url} took longer than 20 s.`)))
    request.once('error', reject)
  })
}
