// A budget of the resource group: mails before the bill.

import { BudgetSettings } from '../types.bicep'

@description('Name of the budget.')
param name string

@description('Amount and first month.')
param budget BudgetSettings

@description('E-mail addresses for the budget, in addition to the owners of the subscription.')
param emails string[]

var thresholds = [
  { name: 'half', type: 'Actual', percent: 50 }
  { name: 'most', type: 'Actual', percent: 80 }
  { name: 'all', type: 'Actual', percent: 100 }
  { name: 'forecast', type: 'Forecasted', percent: 100 }
]

resource monthly 'Microsoft.Consumption/budgets@2026-06-01' = {
  name: name
  properties: {
    category: 'Cost'
    timeGrain: 'Monthly'
    amount: budget.amount
    timePeriod: { startDate: '${budget.startDate}T00:00:00Z' }
    filter: { dimensions: { name: 'ResourceGroupName', operator: 'In', values: [resourceGroup().name] } }
    notifications: toObject(thresholds, threshold => threshold.name, threshold => {
      enabled: true
      operator: 'GreaterThanOrEqualTo'
      threshold: threshold.percent
      thresholdType: threshold.type
      contactEmails: emails
      contactRoles: ['Owner']
    })
  }
}
