<?php
// A first session in PHP: sign in, list companies, create one, edit it, handle a failure.
// Needs no extension beside json. It talks to `ventanilla serve --demo`; VENTANILLA_URL, VENTANILLA_EMAIL and
// VENTANILLA_PASSWORD say otherwise.

declare(strict_types=1);

/** A call that failed: errorCode is for programs, the message for people, details lists what is wrong. */
final class Failed extends RuntimeException
{
    public readonly string $errorCode;
    public readonly array $details;

    public function __construct(array $reply)
    {
        parent::__construct($reply['error']);
        $this->errorCode = $reply['response']['code'];
        $this->details = $reply['response']['details'];
    }
}

final class Client
{
    public ?string $token = null;

    public function __construct(private readonly string $url)
    {
    }

    /** Calls a method and gives its response. */
    public function call(string $method, array $parameters = []): array
    {
        $headers = ['Content-Type: application/json'];
        if ($this->token !== null) {
            $headers[] = "Authorization: Bearer $this->token";
        }
        $context = stream_context_create(['http' => [
            'method' => 'POST',
            'header' => $headers,
            // An empty array becomes [], which is taken as no parameters.
            'content' => json_encode(['method' => $method, 'parameters' => $parameters], JSON_THROW_ON_ERROR),
            'ignore_errors' => true, // the body of a failure is wanted, too
            'timeout' => 30,
        ]]);
        $body = file_get_contents("$this->url/api", false, $context);
        if ($body === false) {
            throw new RuntimeException("$this->url does not answer");
        }
        $reply = json_decode($body, true, 64, JSON_THROW_ON_ERROR);
        if (!$reply['success']) {
            throw new Failed($reply);
        }
        return $reply['response'];
    }
}

$client = new Client(getenv('VENTANILLA_URL') ?: 'http://127.0.0.1:8080');
$client->token = $client->call('Auth.Login', [
    'email' => getenv('VENTANILLA_EMAIL') ?: 'ana@example.com',
    'password' => getenv('VENTANILLA_PASSWORD') ?: 'ventanilla-demo',
])['token'];
$profile = $client->call('Profiles.GetProfiles')['profiles'][0]['id'];

$page = $client->call('Companies.GetCompanies', ['profile_id' => $profile, 'pagination' => 2]);
echo "{$page['total']} companies; the first are:\n";
foreach ($page['companies'] as $company) {
    echo "  {$company['id']}  {$company['name']}\n";
}

$types = $client->call('Companies.GetTypes', ['profile_id' => $profile])['types'];
$industries = $client->call('Companies.GetIndustries', ['profile_id' => $profile])['industries'];
$company = $client->call('Companies.CreateCompany', [
    'profile_id' => $profile,
    'name' => 'Café del Puerto',
    'type_id' => $types[0]['id'],
    'industry_id' => $industries[0]['id'],
])['company'];
echo "Created company {$company['id']} with the number {$company['client_number']}.\n";

// What is not named stays as it was; null clears.
$company = $client->call('Companies.EditCompany', [
    'profile_id' => $profile,
    'company_id' => $company['id'],
    'phone' => '+52 33 1234 5678',
])['company'];
echo "Its phone is {$company['phone']} now; this is version {$company['version']} of it.\n";

// A failed call changes nothing, and its reply lists everything that is wrong with it.
try {
    $client->call('Companies.EditCompany', ['profile_id' => $profile, 'company_id' => $company['id'], 'nmae' => 'Café', 'type_id' => 'none']);
    fwrite(STDERR, "this call should have failed\n");
    exit(1);
} catch (Failed $failure) {
    echo "{$failure->errorCode}: {$failure->getMessage()}\n";
    foreach ($failure->details as $problem) {
        echo "  {$problem['path']}: {$problem['message']}\n";
    }
}
