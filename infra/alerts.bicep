metadata description = 'What wakes the operator of this app. That a token fails is told by the app itself.'

@description('Name of the Application Insights component.')
param insightsName string

@description('Region.')
param location string

@description('Tags.')
param tags { *: string }

@description('Address that mail goes to.')
param operatorEmail string

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${insightsName}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'vpp-tokens'
    enabled: true
    emailReceivers: [{ name: 'operator', emailAddress: operatorEmail, useCommonAlertSchema: true }]
  }
}

@description('The lines of the log that these look for are written by functions/sweep.ts and src/app/deliver/run.ts.')
var rules = [
  {
    name: 'no-check'
    title: 'VPP tokens: no complete check for 15 minutes'
    text: 'Missing reports and reminders go unnoticed. GET /api/health/reasons says more.'
    query: 'traces | where message startswith "check: done"'
    operator: 'LessThan'
    threshold: 1
    severity: 1
  }
  {
    name: 'late'
    title: 'VPP tokens: an alert has waited for more than 15 minutes'
    text: 'The queue or its function does not run: nothing has looked at what is due.'
    query: 'traces | where message startswith "check: " | where toint(extract(@"lateSeconds=(\\d+)", 1, message)) > 900'
    operator: 'GreaterThan'
    threshold: 0
    severity: 1
  }
  {
    name: 'undelivered'
    title: 'VPP tokens: an alert could not be delivered'
    text: 'A target refused it or was tried for 24 hours. GET /api/notifications?state=dead lists them.'
    query: 'traces | where message startswith "delivery: undelivered"'
    operator: 'GreaterThan'
    threshold: 0
    severity: 2
  }
  {
    name: 'server-errors'
    title: 'VPP tokens: requests were answered with 5xx'
    text: '503 while storage is out of reach or settings are invalid: the sender has to send again.'
    query: 'requests | where toint(resultCode) >= 500'
    operator: 'GreaterThan'
    threshold: 0
    severity: 2
  }
  {
    name: 'exceptions'
    title: 'VPP tokens: a function failed'
    text: 'A fault of the app or of its storage; the exception says which.'
    query: 'exceptions'
    operator: 'GreaterThan'
    threshold: 0
    severity: 2
  }
]

resource alerts 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for rule in rules: {
    name: '${rule.name}-${insightsName}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.title
      description: rule.text
      severity: rule.severity
      enabled: true
      scopes: [insights.id]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      // The tables are there only once something was logged.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: rule.operator
            threshold: rule.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [operators.id] }
    }
  }
]
