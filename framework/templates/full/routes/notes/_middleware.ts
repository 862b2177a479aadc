// Every page below /notes needs a login.
export { requireUser as default } from '../_accounts.ts'
