import { append, at, isSame, type Json, listAt, put, textAt } from './json.ts';
import { type Policy, policy, setting } from './policy.ts';
import type { Resource, JsonSnapshot } from './snapshot.ts';

const SECURITY_GROUP = 'Network/networkSecurityGroups';
const ENVIRONMENT = 'App/managedEnvironments';

const subnetsOf = (snapshot: JsonSnapshot) =>
  snapshot.ofType('Network/virtualNetworks').flatMap((network) => listAt(network, 'properties.subnets'));
const isDelegated = (subnet: Json) => listAt(subnet, 'properties.delegations').length > 0;
const delegatedSubnet = (snapshot: JsonSnapshot) => subnetsOf(snapshot).find(isDelegated);
const endpointSubnet = (snapshot: JsonSnapshot) => subnetsOf(snapshot).find((subnet) => !isDelegated(subnet));

interface SecurityRule {
  readonly group: string;
  readonly name: string;
  readonly priority: Json | undefined;
  readonly direction: string;
  readonly access: string;
  readonly source: string;
  readonly destination: string;
  readonly ports: readonly string[];
}

function securityRulesOf(group: Resource): SecurityRule[] {
  return listAt(group, 'properties.securityRules').map((rule) => ({
    group: group.name,
    name: textAt(rule, 'name'),
    priority: at(rule, 'properties.priority'),
    direction: textAt(rule, 'properties.direction'),
    access: textAt(rule, 'properties.access'),
    source: textAt(rule, 'properties.sourceAddressPrefix'),
    destination: textAt(rule, 'properties.destinationAddressPrefix'),
    ports: [
      ...listAt(rule, 'properties.destinationPortRanges').map(String),
      ...[textAt(rule, 'properties.destinationPortRange')].filter((port) => port !== ''),
    ],
  }));
}

const inboundAllowances = (snapshot: JsonSnapshot) =>
  snapshot
    .ofType(SECURITY_GROUP)
    .flatMap(securityRulesOf)
    .filter(({ direction, access }) => direction === 'Inbound' && access === 'Allow');

/** The virtual network that the template makes: subnets, security groups, the way out. */
export const VIRTUAL_NETWORK_POLICIES: readonly Policy[] = [
  policy({
    id: 'subnets/security-group',
    azr: 'AZR-000263 Azure.VNET.UseNSGs',
    reason: 'A subnet without a security group takes what any peered network sends.',
    sets: ['main.private'],
    subjects: subnetsOf,
    finding: (subnet, snapshot) =>
      snapshot.has(textAt(subnet, 'properties.networkSecurityGroup.id'))
        ? undefined
        : `${textAt(subnet, 'name')} has no security group`,
    mutation: {
      what: 'takes the security group from a subnet',
      change: (snapshot) => put(endpointSubnet(snapshot), 'properties.networkSecurityGroup', undefined),
    },
  }),
  policy({
    id: 'subnets/no-default-outbound',
    azr: 'AZR-000447 Azure.VNET.PrivateSubnet',
    reason: 'Endpoints open no connections, so their subnet needs no way out.',
    sets: ['main.private'],
    subjects: (snapshot) => subnetsOf(snapshot).filter((subnet) => !isDelegated(subnet)),
    finding: (subnet) =>
      at(subnet, 'properties.defaultOutboundAccess') === false ? undefined : `${textAt(subnet, 'name')} leads out`,
    mutation: {
      what: 'gives the subnet of the endpoints a way out',
      change: (snapshot) => put(endpointSubnet(snapshot), 'properties.defaultOutboundAccess', true),
    },
  }),
  policy({
    id: 'subnets/endpoint-rules-apply',
    reason: 'Without network policies the security group does not apply to private endpoints.',
    sets: ['main.private'],
    subjects: (snapshot) => subnetsOf(snapshot).filter((subnet) => !isDelegated(subnet)),
    finding: (subnet) =>
      at(subnet, 'properties.privateEndpointNetworkPolicies') === 'Enabled'
        ? undefined
        : `${textAt(subnet, 'name')}: endpoints pass by the security group`,
    mutation: {
      what: 'switches network policies for private endpoints off',
      change: (snapshot) => put(endpointSubnet(snapshot), 'properties.privateEndpointNetworkPolicies', 'Disabled'),
    },
  }),
  policy({
    id: 'subnets/delegated-and-large-enough',
    reason: 'An environment needs a delegated subnet of /27 or larger, which cannot be resized later.',
    sets: ['main.private'],
    subjects: (snapshot) => snapshot.ofType(ENVIRONMENT),
    finding: (environment, snapshot) => {
      const id = textAt(environment, 'properties.vnetConfiguration.infrastructureSubnetId');
      const subnet = subnetsOf(snapshot).find((one) => id.endsWith(`/subnets/${textAt(one, 'name')}`));
      const bits = Number(textAt(subnet, 'properties.addressPrefix').split('/')[1] ?? Number.NaN);
      return textAt(subnet, 'properties.delegations.0.properties.serviceName') === 'Microsoft.App/environments' &&
        bits <= 27
        ? undefined
        : `${id} is /${bits}, or not delegated`;
    },
    mutation: {
      what: 'makes the subnet of the environment a /28',
      change: (snapshot) => put(delegatedSubnet(snapshot), 'properties.addressPrefix', '10.20.0.0/28'),
    },
  }),
  policy({
    id: 'network/one-address-out',
    reason:
      'Firewalls of other companies can allow the one address of a NAT gateway. Without it the address can change.',
    sets: ['main.private'],
    subjects: (snapshot) => subnetsOf(snapshot).filter(isDelegated),
    finding: (subnet, snapshot) =>
      snapshot.has(textAt(subnet, 'properties.natGateway.id'))
        ? undefined
        : `${textAt(subnet, 'name')} has no NAT gateway`,
    mutation: {
      what: 'takes the NAT gateway from the apps',
      change: (snapshot) => put(delegatedSubnet(snapshot), 'properties.natGateway', null),
    },
  }),
  policy({
    id: 'network/public-addresses-attached',
    azr: 'AZR-000154 Azure.PublicIP.IsAttached',
    reason: 'The NAT gateway has the only public address. Any other would be a way in, or an unused cost.',
    sets: ['main.private'],
    subjects: (snapshot) => snapshot.ofType('Network/publicIPAddresses'),
    finding: (address, snapshot) =>
      snapshot
        .ofType('Network/natGateways')
        .some((nat) => listAt(nat, 'properties.publicIpAddresses').some((one) => at(one, 'id') === address.id))
        ? undefined
        : `${address.name} belongs to no NAT gateway`,
    mutation: {
      what: 'adds a public address',
      change: (snapshot) => void snapshot.addCopy(snapshot.first('Network/publicIPAddresses'), 'pip-extra'),
    },
  }),
  setting({
    id: 'network/standard-addresses',
    azr: 'AZR-000158 Azure.PublicIP.StandardSKU',
    reason: 'Basic addresses are retired, and open by default.',
    sets: ['main.private'],
    type: 'Network/publicIPAddresses',
    path: 'sku.name',
    wants: 'Standard',
    instead: 'Basic',
  }),
  policy({
    id: 'security-rules/nobody-from-anywhere',
    azr: 'AZR-000137 Azure.NSG.AnyInboundSource',
    reason: 'Each rule that allows inbound traffic names its source.',
    sets: ['main.private'],
    subjects: inboundAllowances,
    finding: ({ group, name, source }) =>
      ['', '*', 'Any', 'Internet', '0.0.0.0/0'].includes(source) ? `${group}/${name} lets ${source} in` : undefined,
    mutation: {
      what: 'lets callers in from the internet',
      change: (snapshot) => {
        const group = snapshot.first(SECURITY_GROUP, ({ name }) => name.startsWith('nsg-apps'));
        put(group, 'properties.securityRules.0.properties.sourceAddressPrefix', 'Internet');
      },
    },
  }),
  policy({
    id: 'security-rules/nothing-else-comes-in',
    reason: 'The default rules of Azure allow all traffic from the virtual network and its peers.',
    sets: ['main.private'],
    subjects: (snapshot) => snapshot.ofType(SECURITY_GROUP),
    finding: (group) =>
      securityRulesOf(group).some(
        ({ direction, access, source, destination, ports, priority }) =>
          direction === 'Inbound' &&
          access === 'Deny' &&
          source === '*' &&
          destination === '*' &&
          isSame(ports, ['*']) &&
          priority === 4096,
      )
        ? undefined
        : `${group.name} denies nothing`,
    mutation: {
      what: 'takes the last rule from a security group',
      change: (snapshot) => {
        const group = snapshot.first(SECURITY_GROUP);
        put(group, `properties.securityRules.${listAt(group, 'properties.securityRules').length - 1}`, undefined);
      },
    },
  }),
  policy({
    id: 'security-rules/ports-of-the-services',
    reason: 'Endpoints serve HTTPS, AMQP and Redis: no remote shell, no database protocol.',
    sets: ['main.private'],
    subjects: (snapshot) => inboundAllowances(snapshot).filter(({ group }) => group.startsWith('nsg-endpoints')),
    finding: ({ group, name, ports }) =>
      ports.filter((port) => !['443', '5671', '10000'].includes(port)).map((port) => `${group}/${name} opens ${port}`),
    mutation: {
      what: 'opens port 22 of the endpoints',
      change: (snapshot) => {
        const group = snapshot.first(SECURITY_GROUP, ({ name }) => name.startsWith('nsg-endpoints'));
        append(group, 'properties.securityRules.0.properties.destinationPortRanges', '22');
      },
    },
  }),
  policy({
    id: 'security-rules/load-balancer-probes',
    azr: 'AZR-000138 Azure.NSG.DenyAllInbound',
    reason:
      'The rule that denies all other traffic must not block the probes of the load balancer, or it takes every replica for dead.',
    sets: ['main.private'],
    subjects: (snapshot) => snapshot.ofType(SECURITY_GROUP).filter(({ name }) => name.startsWith('nsg-apps')),
    finding: (group) =>
      securityRulesOf(group).some(
        ({ direction, access, source }) =>
          direction === 'Inbound' && access === 'Allow' && source === 'AzureLoadBalancer',
      )
        ? undefined
        : `${group.name} keeps the load balancer out`,
    mutation: {
      what: 'keeps the load balancer out of the apps’ subnet',
      change: (snapshot) => {
        const group = snapshot.first(SECURITY_GROUP, ({ name }) => name.startsWith('nsg-apps'));
        const rules = listAt(group, 'properties.securityRules');
        const index = rules.findIndex((rule) => at(rule, 'name') === 'load-balancer');
        put(group, `properties.securityRules.${index}`, undefined);
      },
    },
  }),
];
