// What the parameter `producers` leads to: names of queues, the variable PRODUCERS, and what is wrong with it. See ADR 208.

import { Producer } from 'settings.bicep'

@description('Whether a name can be a part of the name of a queue, and the worker takes it.')
func isName(name string) bool =>
  contains('abcdefghijklmnopqrstuvwxyz', first(name)) && last(name) != '-' && empty(filter(
    range(0, length(name)),
    index => !contains('abcdefghijklmnopqrstuvwxyz0123456789-', substring(name, index, 1))
  ))

@description('Whether it has a role for each request that it may send.')
func hasRoles(producer Producer) bool =>
  empty(filter(
    producer.requests,
    request => empty(intersection(loadJsonContent('generated/producers.json').roles[request], producer.roles))
  ))

@export()
@description('What would end the worker at its start, as a sentence; empty: nothing.')
func problemOf(producers Producer[], tenants string[]) string =>
  length(union(map(producers, producer => producer.name), [])) < length(producers) ? 'producers: each name must be used once' : !empty(filter(producers, producer => !isName(producer.name))) ? 'producers: a name has lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen' : !empty(filter(producers, producer => !contains(map(tenants, tenant => toLower(tenant)), toLower(producer.tenantId)))) ? 'producers: a tenantId is not in entra.allowedTenants, or, where that is empty, not entra.tenantId' : !empty(filter(producers, producer => !hasRoles(producer))) ? 'producers: the roles of one do not allow each of its requests; docs/producers.md has the table' : ''

@export()
@description('Queues that the worker receives from.')
func requestQueuesOf(producers Producer[]) string[] => map(producers, producer => 'requests-${producer.name}')

@export()
@description('Queues that nobody of the product receives from.')
func replyQueuesOf(producers Producer[]) string[] => map(producers, producer => 'replies-${producer.name}')

@export()
@description('Value of PRODUCERS.')
func variableOf(producers Producer[]) string =>
  string(map(producers, producer => {
    name: producer.name
    tenantId: producer.tenantId
    ownerId: producer.ownerId
    roles: producer.roles
    requests: producer.requests
    limits: producer.?limits ?? {}
  }))
