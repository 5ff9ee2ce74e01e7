//! A Lambda function that answers 200 to everything: what `lambda_runtime` alone costs, beside which the functions are
//! measured (`tests/peers/measure.py --bare`).

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::value::{RawValue, to_raw_value};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let answer = to_raw_value(&serde_json::json!({ "statusCode": 200, "body": "" }))?;
    run(service_fn(|_event: LambdaEvent<Box<RawValue>>| async { Ok::<_, Error>(answer.clone()) })).await
}
