<?php
// The generated client in PHP, in a session with the service that VENTANILLA_URL names, and with flaky.py.
// VENTANILLA_CLIENT is the client's file; VENTANILLA_EMAIL and VENTANILLA_PASSWORD are the user's;
// VENTANILLA_FLAKY_URL is the address of flaky.py.

declare(strict_types=1);

use Ventanilla\Client;
use Ventanilla\Failure;

error_reporting(E_ALL);
set_error_handler(function (int $level, string $message, string $file, int $line): bool {
    if ((error_reporting() & $level) === 0) {
        return false; // it was silenced with @
    }
    throw new ErrorException($message, 0, $level, $file, $line);
});

require getenv('VENTANILLA_CLIENT');

function expect(bool $holds, mixed $shown): void
{
    if (!$holds) {
        throw new LogicException('not as expected: ' . json_encode($shown));
    }
}

/** The failure that a call has to have. */
function failureOf(callable $call): Failure
{
    try {
        $call();
    } catch (Failure $failure) {
        return $failure;
    }
    throw new LogicException('this call should have failed');
}

function aSessionWithTheService(): void
{
    $client = new Client(getenv('VENTANILLA_URL'));
    $denied = failureOf(fn () => $client->profiles->getProfiles());
    expect([$denied->errorCode, $denied->status] === ['unauthenticated', 401], $denied->errorCode);

    $client->login(getenv('VENTANILLA_EMAIL'), getenv('VENTANILLA_PASSWORD'));
    $profile = $client->profiles->getProfiles()['profiles'][0]['id'];
    $missing = failureOf(fn () => $client->companies->getTypes());
    expect(array_column($missing->details, 'path') === ['profile_id'], $missing->details);
    expect($client->companies->getTypes(['profile_id' => $profile])['types'] !== [], $profile);

    $client->profileId = $profile;
    $typeId = $client->companies->getTypes()['types'][0]['id'];
    $industryId = $client->companies->getIndustries()['industries'][0]['id'];
    $ids = [];
    for ($number = 0; $number < 5; $number++) {
        $company = ['name' => "Walked in PHP $number", 'type_id' => $typeId, 'industry_id' => $industryId];
        $ids[] = $client->companies->createCompany($company)['company']['id'];
    }
    $originId = $client->contacts->getOrigins()['origins'][0]['id'];
    $contact = ['company_id' => $ids[0], 'name' => 'José', 'surname' => 'Núñez', 'origin_id' => $originId];
    $contact = $client->contacts->createContact($contact)['contact'];
    expect($contact['name'] === 'José', $contact);

    // A field that is left out stays, null clears.
    $client->companies->editCompany(['company_id' => $ids[0], 'phone' => '+52 33 1234 5678', 'bio' => 'Coffee']);
    $company = $client->companies->editCompany(['company_id' => $ids[0], 'bio' => null])['company'];
    expect([$company['phone'], $company['bio']] === ['+52 33 1234 5678', null], $company);

    // Iterators over several pages, in all their forms.
    foreach ([['pagination' => 2], ['pagination' => 2, 'with_total' => false], ['pagination' => 5], []] as $pages) {
        $walked = iterator_to_array($client->companies->iterateCompanies($pages + ['query' => 'Walked in PHP']));
        expect(array_column($walked, 'id') === $ids, [$pages, $walked]);
    }
    $none = $client->companies->iterateCompanies(['query' => 'Nobody is called so', 'with_total' => false]);
    expect(iterator_to_array($none) === [], 'nobody');

    // The feed, answer by answer, then on from the last cursor.
    $answers = iterator_to_array($client->sync->iterateChanges(['entities' => ['company']]));
    $start = end($answers)['cursor'];
    $client->companies->editCompany(['company_id' => $ids[0], 'bio' => 'One']);
    $client->companies->editCompany(['company_id' => $ids[1], 'bio' => 'Two']);
    $client->companies->deleteCompany(['company_id' => $ids[2]]);
    $answers = iterator_to_array($client->sync->iterateChanges(['since' => $start, 'entities' => ['company'], 'limit' => 1]));
    $seen = [];
    foreach (array_merge(...array_column($answers, 'changes')) as $change) {
        if (in_array($change['id'], $ids, true)) {
            $seen[] = [$change['id'], $change['operation']];
        }
    }
    expect(count($answers) > 1 && $seen === [[$ids[0], 'update'], [$ids[1], 'update'], [$ids[2], 'delete']], $answers);

    foreach ([12345678901.2345, '12345678901.2345', 0.1, 7] as $value) {
        $product = $client->products->createProduct(['name' => 'Measured in PHP', 'value' => $value])['product'];
        expect($product['value'] == $value, $product);
    }

    $company = ['name' => '', 'type_id' => 'none', 'industry_id' => $industryId];
    $wrong = failureOf(fn () => $client->companies->createCompany($company));
    expect([$wrong->errorCode, $wrong->status] === ['invalid_parameters', 422], $wrong->errorCode);
    $paths = array_column($wrong->details, 'path');
    sort($paths);
    expect($paths === ['name', 'type_id'], $wrong->details);
    expect($wrong->requestId !== null && $wrong->getMessage() !== '' && !$wrong->isPassing(), $wrong->requestId);
}

function retries(): void
{
    $client = fn (string $trouble, mixed ...$options): Client
        => new Client(getenv('VENTANILLA_FLAKY_URL') . "/php/$trouble", 'token', 5, 'erp', ...$options);

    $attempts = $client('unavailable')->companies->deleteCompany(['company_id' => 1])['attempts'];
    expect(count($attempts) === 3, $attempts);
    expect(count(array_unique(array_column($attempts, 'key'))) === 1 && strlen($attempts[0]['key']) > 20, $attempts);
    expect([$attempts[0]['authorization'], $attempts[0]['origin']] === ['Bearer token', 'erp'], $attempts);
    expect($attempts[0]['parameters'] === ['company_id' => 1, 'profile_id' => 5], $attempts);
    $again = $client('unavailable')->companies->deleteCompany(['company_id' => 1])['attempts'];
    expect(end($again)['key'] !== $attempts[0]['key'], $again);
    $own = $client('unavailable')->companies->deleteCompany(['company_id' => 1], 'mine')['attempts'];
    expect(end($own)['key'] === 'mine', $own);
    $read = $client('unavailable')->companies->getTypes(['profile_id' => 6])['attempts'];
    expect(end($read)['key'] === null && end($read)['parameters'] === ['profile_id' => 6], $read);

    $calls = [
        ['method' => 'GetTypes'],
        ['method' => 'GetStages', 'parameters' => []],
        ['method' => 'Companies.GetTypes', 'parameters' => ['profile_id' => 6]],
        ['method' => 'Companies.GetCompany', 'parameters' => ['$ref' => '0.company']],
        ['method' => 'Auth.Logout'],
        ['method' => 'GetInputs'],
    ];
    $sent = $client('unavailable')->batch->run(['calls' => $calls])['attempts'];
    $expected = [
        ['method' => 'GetTypes', 'parameters' => ['profile_id' => 5]],
        ['method' => 'GetStages', 'parameters' => ['profile_id' => 5]],
        ...array_slice($calls, 2),
    ];
    expect(end($sent)['parameters']['calls'] == $expected, $sent);

    [$first, $second] = $client('limited')->companies->getTypes()['attempts'];
    expect($second['milliseconds'] - $first['milliseconds'] >= 1000, 'Retry-After was not honoured');
    $patience = failureOf(fn () => $client('patience')->companies->getTypes());
    expect([$patience->errorCode, $patience->retryAfter, $patience->requestId] === ['rate_limited', 3600, 'flaky-1'], $patience->errorCode);
    [$first, $second] = $client('dropped')->companies->deleteCompany(['company_id' => 1])['attempts'];
    expect($first['key'] === $second['key'], [$first, $second]);
    // A call without a key is repeated only if the service says that it did nothing.
    $secret = ['c_password' => 'secret', 'new_password' => 'secret', 'password' => 'old'];
    $attempts = $client('x/unavailable')->auth->changePassword($secret)['attempts'];
    expect(array_column($attempts, 'key') === [null, null, null], $attempts);
    $dropped = failureOf(fn () => $client('x/dropped')->auth->changePassword($secret));
    expect($dropped->errorCode === 'unreachable', $dropped->errorCode);
    $gateway = failureOf(fn () => $client('x/gateway')->auth->changePassword($secret));
    expect($gateway->errorCode === 'unexpected_answer', $gateway->errorCode);
    expect(count($client('gateway')->companies->getTypes()['attempts']) === 3, 'gateway');

    $unknown = failureOf(fn () => $client('moved')->companies->getTypes());
    expect([$unknown->errorCode, $unknown->status] === ['unexpected_answer', 302], $unknown->errorCode);
    $silent = failureOf(fn () => $client('silent', timeout: 0.2, retries: 0)->companies->getTypes());
    expect([$silent->errorCode, $silent->status] === ['unreachable', null], $silent->errorCode);
    $gone = failureOf(fn () => (new Client('http://127.0.0.1:9', retries: 1))->system->ping());
    expect($gone->errorCode === 'unreachable', $gone->errorCode);
}

aSessionWithTheService();
retries();
echo "the client in PHP: all is well\n";
