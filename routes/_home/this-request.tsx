// The current request, as its route file sees it.
import { Facts, Label } from './label.tsx'

export interface ThisRequestProps {
  method: string
  url: string
  route: string
  status: number
  id: string
}

export function ThisRequest({ method, url, route, status, id }: ThisRequestProps) {
  return (
    <Label title="This request" id="request">
      <Facts facts={{ Method: method, URL: url, Route: route, Status: status, 'Request id': id }} />
      <p class="label-note">
        The route file below reads all of this from its context. Reload the page to see another request id.
      </p>
    </Label>
  )
}
