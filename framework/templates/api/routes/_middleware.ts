// Limits how often one address may call the API.
import { rateLimit } from 'vial/server'

export default rateLimit({ points: 120, duration: '1m' })
